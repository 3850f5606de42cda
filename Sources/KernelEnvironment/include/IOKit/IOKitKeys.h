/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of properties.
 */
#ifndef _IOKIT_IOKITKEYS_H
#define _IOKIT_IOKITKEYS_H

#define kIOClassKey "IOClass"
#define kIOProviderClassKey "IOProviderClass"
#define kIOUserClientClassKey "IOUserClientClass"
#define kIOUserClientCreatorKey "IOUserClientCreator"
#define kIONameMatchKey "IONameMatch"
#define kIOMatchCategoryKey "IOMatchCategory"
#define kIOProbeScoreKey "IOProbeScore"
#define kIOResourcesClass "IOResources"
#define kIOServiceClass "IOService"
#define kIOBSDNameKey "BSD Name"
#define kIOBundleIDKey "CFBundleIdentifier"
#define kIOServicePlane "IOService"

#endif /* _IOKIT_IOKITKEYS_H */
