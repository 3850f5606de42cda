/* SPDX-License-Identifier: Apache-2.0
 *
 * The switches between public, evolving and private parts of the kernel's interfaces.
 */
#ifndef __SYS_APPLEAPIOPTS_H__
#define __SYS_APPLEAPIOPTS_H__

#ifndef __APPLE_API_STANDARD
#define __APPLE_API_STANDARD
#endif
#ifndef __APPLE_API_STABLE
#define __APPLE_API_STABLE
#endif
#ifndef __APPLE_API_STRICT_CONFORMANCE
#ifndef __APPLE_API_EVOLVING
#define __APPLE_API_EVOLVING
#endif
#ifndef __APPLE_API_UNSTABLE
#define __APPLE_API_UNSTABLE
#endif
#ifndef __APPLE_API_PRIVATE
#define __APPLE_API_PRIVATE
#endif
#ifndef __APPLE_API_OBSOLETE
#define __APPLE_API_OBSOLETE
#endif
#endif

#endif /* __SYS_APPLEAPIOPTS_H__ */
