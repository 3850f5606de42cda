/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernel version these declarations stand for.
 */
#ifndef LIBKERN_VERSION_H
#define LIBKERN_VERSION_H

#include <sys/cdefs.h>

#define VERSION_MAJOR 13
#define VERSION_MINOR 0
#define VERSION_REVISION 0

__BEGIN_DECLS
extern const char version[] KF(version);
extern const int version_major KF(version_major);
extern const int version_minor KF(version_minor);
extern const int version_revision KF(version_revision);
extern const char ostype[] KF(ostype);
extern const char osrelease[] KF(osrelease);
extern char osversion[] KF(osversion);
__END_DECLS

#endif /* LIBKERN_VERSION_H */
