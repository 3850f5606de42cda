/* SPDX-License-Identifier: Apache-2.0
 * libzstd's header as a Swift module. */
#pragma once
#include <zstd.h>
