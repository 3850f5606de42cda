/* SPDX-License-Identifier: Apache-2.0
 * Debian's libnfs, its raw RPC interface. */
#pragma once
#include <sys/time.h>
#include <nfsc/libnfs.h>
#include <nfsc/libnfs-raw.h>
#include <nfsc/libnfs-raw-nfs.h>
