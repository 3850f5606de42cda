/* SPDX-License-Identifier: Apache-2.0
 * libgcrypt's header as one Swift module. */
#pragma once
#include <gcrypt.h>
