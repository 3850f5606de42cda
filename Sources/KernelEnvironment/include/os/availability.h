/* SPDX-License-Identifier: Apache-2.0
 *
 * Availability by release says nothing here.
 */
#ifndef __OS_AVAILABILITY__
#define __OS_AVAILABILITY__

#define API_AVAILABLE(...)
#define API_DEPRECATED(...)
#define API_DEPRECATED_WITH_REPLACEMENT(...)
#define API_OBSOLETED(...)
#define API_UNAVAILABLE(...)
#define SPI_AVAILABLE(...)
#define __API_AVAILABLE(...)
#define __API_DEPRECATED(...)
#define __API_UNAVAILABLE(...)
#define __OSX_AVAILABLE(version)
#define __OSX_AVAILABLE_STARTING(mac, phone)
#define __OSX_AVAILABLE_BUT_DEPRECATED(...)
#define __OSX_DEPRECATED(...)
#define __IOS_AVAILABLE(version)
#define __TVOS_AVAILABLE(version)
#define __WATCHOS_AVAILABLE(version)
#define AVAILABLE_MAC_OS_X_VERSION_10_4_AND_LATER
#define MAC_OS_X_VERSION_10_4 1040
#define MAC_OS_X_VERSION_10_5 1050
#define MAC_OS_X_VERSION_10_6 1060
#define MAC_OS_X_VERSION_10_7 1070
#define MAC_OS_X_VERSION_10_8 1080
#define MAC_OS_X_VERSION_10_9 1090
#ifndef MAC_OS_X_VERSION_MIN_REQUIRED
#define MAC_OS_X_VERSION_MIN_REQUIRED MAC_OS_X_VERSION_10_9
#define MAC_OS_X_VERSION_MAX_ALLOWED MAC_OS_X_VERSION_10_9
#endif

#endif /* __OS_AVAILABILITY__ */
