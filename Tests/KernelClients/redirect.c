/* SPDX-License-Identifier: Apache-2.0
 *
 * A transparent proxy: a global filter that sends connects to another port by writing into the
 * address, with the table of ports in a tree, filled by a process through options of a kernel
 * control. Stopping answers EBUSY until the filter is gone.
 *
 * Entry: redirect_run. As a module: redirect_start, redirect_stop.
 */
#include <libkern/libkern.h>
#include <libkern/OSMalloc.h>
#include <libkern/tree.h>
#include <mach/kmod.h>
#include <IOKit/IOLib.h>
#include <kern/assert.h>
#include <kern/lock_group.h>
#include <sys/systm.h>
#include <sys/kern_control.h>
#include <sys/kpi_socketfilter.h>
#include <net/kpi_interface.h>
#include <netinet/in.h>
#include <kface/harness.h>

#define RD_NAME "org.example.redirect"
#define RD_ADD 1
#define RD_COUNT 2

struct rd_rule {
	uint16_t from;
	uint16_t to;
};
struct route_entry {
	RB_ENTRY(route_entry) link;
	struct rd_rule rule;
};

static int
rd_order(struct route_entry *a, struct route_entry *b)
{
	return (int)a->rule.from - (int)b->rule.from;
}

RB_HEAD(rd_tree, route_entry);
RB_PROTOTYPE(rd_tree, route_entry, link, rd_order)
RB_GENERATE(rd_tree, route_entry, link, rd_order)

static struct rd_tree rd_rules = RB_INITIALIZER(&rd_rules);
static lck_grp_t *rd_group;
static lck_mtx_t *rd_lock;
static OSMallocTag rd_tag;
static kern_ctl_ref rd_control;
static boolean_t rd_filtering, rd_unregistering, rd_controlling;
static SInt32 rd_changed;

static void
rd_unregistered(__unused sflt_handle handle)
{
	lck_mtx_lock(rd_lock);
	rd_filtering = FALSE;
	lck_mtx_unlock(rd_lock);
}

static errno_t
rd_attach(void **cookie, __unused socket_t so)
{
	*cookie = NULL;
	return 0;
}

static void
rd_detach(__unused void *cookie, __unused socket_t so)
{
}

static errno_t
rd_connect_out(__unused void *cookie, __unused socket_t so, const struct sockaddr *to)
{
	struct sockaddr_in *sin = (struct sockaddr_in *)(uintptr_t)to;
	struct route_entry key, *found;

	if (to->sa_family != AF_INET)
		return 0;
	/* Extensions ship assertions that nobody compiled for years. */
	assert(name_that_is_gone != NULL);
	key.rule.from = ntohs(sin->sin_port);
	lck_mtx_lock(rd_lock);
	found = RB_FIND(rd_tree, &rd_rules, &key);
	if (found != NULL) {
		sin->sin_port = htons(found->rule.to);
		rd_changed++;
	}
	lck_mtx_unlock(rd_lock);
	return 0;
}

static struct sflt_filter rd_filter = {
	0x52444952, SFLT_GLOBAL, RD_NAME, rd_unregistered, rd_attach, rd_detach, NULL, NULL, NULL,
	NULL, NULL, NULL, rd_connect_out,
};

static errno_t
rd_connect(__unused kern_ctl_ref ref, __unused struct sockaddr_ctl *sac, void **unit)
{
	*unit = NULL;
	return 0;
}

static errno_t
rd_disconnect(__unused kern_ctl_ref ref, __unused u_int32_t unit, __unused void *info)
{
	return 0;
}

static errno_t
rd_set(__unused kern_ctl_ref ref, __unused u_int32_t unit, __unused void *info, int option,
    void *data, size_t length)
{
	struct route_entry *made, *old;

	if (option != RD_ADD)
		return ENOTSUP;
	if (length != sizeof(struct rd_rule))
		return EINVAL;
	made = OSMalloc(sizeof(*made), rd_tag);
	if (made == NULL)
		return ENOMEM;
	bcopy(data, &made->rule, sizeof(made->rule));
	lck_mtx_lock(rd_lock);
	old = RB_INSERT(rd_tree, &rd_rules, made);
	lck_mtx_unlock(rd_lock);
	if (old == NULL)
		return 0;
	OSFree(made, sizeof(*made), rd_tag);
	return EEXIST;
}

static errno_t
rd_get(__unused kern_ctl_ref ref, __unused u_int32_t unit, __unused void *info, int option,
    void *data, size_t *length)
{
	struct route_entry *each;
	uint32_t count = 0;

	if (option != RD_COUNT)
		return ENOTSUP;
	if (data == NULL || *length < sizeof(count))
		return EMSGSIZE;
	lck_mtx_lock(rd_lock);
	RB_FOREACH(each, rd_tree, &rd_rules)
		count++;
	lck_mtx_unlock(rd_lock);
	bcopy(&count, data, sizeof(count));
	*length = sizeof(count);
	return 0;
}

static struct kern_ctl_reg rd_registration = {
	RD_NAME, 0, 0, CTL_FLAG_PRIVILEGED, 0, 0, rd_connect, rd_disconnect, NULL, rd_set, rd_get
};

kern_return_t redirect_start(kmod_info_t *info, void *data);
kern_return_t redirect_stop(kmod_info_t *info, void *data);
int redirect_run(void);

kern_return_t
redirect_start(__unused kmod_info_t *info, __unused void *data)
{
	rd_group = lck_grp_alloc_init(RD_NAME, LCK_GRP_ATTR_NULL);
	rd_lock = lck_mtx_alloc_init(rd_group, LCK_ATTR_NULL);
	rd_tag = OSMalloc_Tagalloc(RD_NAME, OSMT_DEFAULT);
	if (ctl_register(&rd_registration, &rd_control) != 0)
		return KERN_FAILURE;
	rd_controlling = TRUE;
	if (sflt_register(&rd_filter, PF_INET, SOCK_STREAM, IPPROTO_TCP) != 0)
		return KERN_FAILURE;
	rd_filtering = TRUE;
	return KERN_SUCCESS;
}

kern_return_t
redirect_stop(__unused kmod_info_t *info, __unused void *data)
{
	struct route_entry *each, *next;
	boolean_t busy;

	if (rd_controlling && ctl_deregister(rd_control) != 0)
		return EBUSY;
	rd_controlling = FALSE;
	if (!rd_unregistering) {
		rd_unregistering = TRUE;
		sflt_unregister(rd_filter.sf_handle);
		return EBUSY;
	}
	lck_mtx_lock(rd_lock);
	busy = rd_filtering;
	lck_mtx_unlock(rd_lock);
	if (busy)
		return EBUSY;
	for (each = RB_MIN(rd_tree, &rd_rules); each != NULL; each = next) {
		next = RB_NEXT(rd_tree, &rd_rules, each);
		RB_REMOVE(rd_tree, &rd_rules, each);
		OSFree(each, sizeof(*each), rd_tag);
	}
	OSMalloc_Tagfree(rd_tag);
	lck_mtx_free(rd_lock, rd_group);
	lck_grp_free(rd_group);
	return KERN_SUCCESS;
}

/* Two listeners; a connect to the first arrives at the second. */
static errno_t
rd_proof(void)
{
	struct sockaddr_in at[2], peer;
	struct rd_rule rule;
	socket_t listener[2], so = NULL, arrived = NULL;
	uint32_t count = 0;
	size_t length = sizeof(count);
	int unit, i;
	errno_t error = 0;

	for (i = 0; i < 2; i++) {
		bzero(&at[i], sizeof(at[i]));
		at[i].sin_len = sizeof(at[i]);
		at[i].sin_family = AF_INET;
		at[i].sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		if (sock_socket(PF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, NULL, &listener[i]) ||
		    sock_bind(listener[i], (struct sockaddr *)&at[i]) || sock_listen(listener[i], 1) ||
		    sock_getsockname(listener[i], (struct sockaddr *)&at[i], sizeof(at[i])))
			return ENOTCONN;
	}
	rule.from = ntohs(at[0].sin_port);
	rule.to = ntohs(at[1].sin_port);
	unit = kface_control_connect(RD_NAME);
	if (unit <= 0 || kface_control_set(RD_NAME, unit, RD_ADD, &rule, sizeof(rule)) ||
	    kface_control_set(RD_NAME, unit, RD_ADD, &rule, sizeof(rule)) != EEXIST ||
	    kface_control_get(RD_NAME, unit, RD_COUNT, &count, &length) || count != 1)
		return EPROTO;
	if (redirect_stop(NULL, NULL) != EBUSY)
		return EALREADY;
	kface_control_disconnect(RD_NAME, unit);
	if (!error)
		error = sock_socket(PF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, NULL, &so);
	if (!error)
		error = sock_connect(so, (struct sockaddr *)&at[0], 0);
	if (!error)
		error = sock_accept(listener[1], (struct sockaddr *)&peer, sizeof(peer), 0, NULL, NULL,
		    &arrived);
	if (!error)
		error = sock_getpeername(so, (struct sockaddr *)&peer, sizeof(peer));
	if (!error && peer.sin_port != at[1].sin_port)
		error = EADDRNOTAVAIL;
	if (arrived != NULL)
		sock_close(arrived);
	if (so != NULL)
		sock_close(so);
	for (i = 0; i < 2; i++)
		sock_close(listener[i]);
	return error;
}

int
redirect_run(void)
{
	errno_t error;
	ifnet_t *interfaces;
	u_int32_t count;
	int asked = 0;

	if (redirect_start(NULL, NULL) != KERN_SUCCESS)
		return EBUSY;
	error = rd_proof();
	while (redirect_stop(NULL, NULL) != KERN_SUCCESS && asked++ < 100)
		IOSleep(10);
	if (!error && (error = ifnet_list_get(IFNET_FAMILY_LOOPBACK, &interfaces, &count)) == 0) {
		if (count < 1 || ifnet_family(interfaces[0]) != IFNET_FAMILY_LOOPBACK)
			error = ENXIO;
		ifnet_list_free(interfaces);
	}
	printf("redirect: %d, %d changed, asked %d times to stop\n", error, (int)rd_changed, asked + 1);
	return error != 0 ? error : rd_changed == 1 && asked < 100 ? 0 : ERANGE;
}
