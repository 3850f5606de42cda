/* SPDX-License-Identifier: Apache-2.0
 *
 * All of libkern's objects.
 */
#ifndef _OS_OSCONTAINERS_H
#define _OS_OSCONTAINERS_H

#include <libkern/c++/OSArray.h>
#include <libkern/c++/OSBoolean.h>
#include <libkern/c++/OSCollection.h>
#include <libkern/c++/OSCollectionIterator.h>
#include <libkern/c++/OSData.h>
#include <libkern/c++/OSDictionary.h>
#include <libkern/c++/OSIterator.h>
#include <libkern/c++/OSLib.h>
#include <libkern/c++/OSNumber.h>
#include <libkern/c++/OSSet.h>
#include <libkern/c++/OSString.h>
#include <libkern/c++/OSSymbol.h>

#endif /* _OS_OSCONTAINERS_H */
