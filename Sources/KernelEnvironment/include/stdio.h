/* SPDX-License-Identifier: Apache-2.0
 *
 * Printing.
 */
#ifndef _KFACE_STDIO_H_
#define _KFACE_STDIO_H_

#include <libkern/libkern.h>

#endif /* _KFACE_STDIO_H_ */
