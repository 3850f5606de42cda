/* SPDX-License-Identifier: Apache-2.0 */
/* nooffload IF...: switch TSO, GSO and GRO off (ethtool ioctls), so that a
 * veth hands single MTU-size packets to the router namespace. */
#include "common.h"
#include <linux/ethtool.h>
#include <linux/if.h>
#include <linux/sockios.h>
int main(int ac, char **av) {
    int s = socket(AF_INET, SOCK_DGRAM, 0), bad = 0;
    uint32_t cmds[] = { ETHTOOL_STSO, ETHTOOL_SGSO, ETHTOOL_SGRO };
    for (int i = 1; i < ac; i++) for (int k = 0; k < 3; k++) {
        struct ethtool_value v = { cmds[k], 0 };
        struct ifreq r; memset(&r, 0, sizeof r);
        snprintf(r.ifr_name, sizeof r.ifr_name, "%s", av[i]);
        r.ifr_data = (char *)&v;
        if (ioctl(s, SIOCETHTOOL, &r) < 0) { fprintf(stderr, "%s %u: %s\n", av[i], cmds[k], strerror(errno)); bad = 1; }
    }
    return bad;
}
