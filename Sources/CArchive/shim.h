/* SPDX-License-Identifier: Apache-2.0
 * libarchive's headers as one Swift module. */
#pragma once
#include <archive.h>
#include <archive_entry.h>
