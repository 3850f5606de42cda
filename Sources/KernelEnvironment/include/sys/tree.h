/* SPDX-License-Identifier: Apache-2.0
 *
 * Balanced trees.
 */
#ifndef _KFACE_SYS_TREE_H_
#define _KFACE_SYS_TREE_H_

#include <libkern/tree.h>

#endif /* _KFACE_SYS_TREE_H_ */
