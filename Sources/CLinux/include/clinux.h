/* SPDX-License-Identifier: Apache-2.0
 * Linux interfaces that the Glibc module does not carry. */
#pragma once
#include "kx_ioctl.h"
#include "kx_calls.h"
#include "kx_route.h"
#include "kx_tcp.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include "kpi_checked_support.h"
#include "kpi_pool.h"
