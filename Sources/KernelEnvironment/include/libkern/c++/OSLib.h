/* SPDX-License-Identifier: Apache-2.0
 *
 * What libkern's own sources include.
 */
#ifndef _OS_OSLIB_H
#define _OS_OSLIB_H

#include <sys/systm.h>
#include <libkern/libkern.h>
#include <libkern/c++/OSObject.h>

#endif /* _OS_OSLIB_H */
