/* SPDX-License-Identifier: Apache-2.0
 *
 * The integer types of libkern.
 */
#ifndef _OS_OSTYPES_H
#define _OS_OSTYPES_H

#include <machine/types.h>

typedef unsigned int UInt;
typedef signed int SInt;
typedef unsigned char UInt8;
typedef unsigned short UInt16;
typedef unsigned int UInt32;
typedef unsigned long long UInt64;
typedef signed char SInt8;
typedef signed short SInt16;
typedef signed int SInt32;
typedef signed long long SInt64;
typedef SInt32 OSStatus;
typedef unsigned char Boolean;
typedef UInt32 FourCharCode;
typedef FourCharCode OSType;

#ifndef ABSOLUTETIME_SCALAR_TYPE
#define ABSOLUTETIME_SCALAR_TYPE 1
#endif
typedef UInt64 AbsoluteTime;
typedef UInt32 OptionBits;
typedef struct UnsignedWide {
  UInt32 lo;
  UInt32 hi;
} UnsignedWide;

#endif /* _OS_OSTYPES_H */
