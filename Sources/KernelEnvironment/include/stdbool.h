/* SPDX-License-Identifier: Apache-2.0
 *
 * The boolean type.
 */
#ifndef _KFACE_STDBOOL_H_
#define _KFACE_STDBOOL_H_

#ifndef __cplusplus
#ifndef bool
#define bool _Bool
#endif
#ifndef true
#define true 1
#define false 0
#endif
#endif
#define __bool_true_false_are_defined 1

#endif /* _KFACE_STDBOOL_H_ */
