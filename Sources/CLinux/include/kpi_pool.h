/* SPDX-License-Identifier: Apache-2.0
 * The memory of mbufs: node layout, storage descriptors and per-thread magazines, which Swift lacks.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sizes that decide the shape of a chain. Clients ask for them (mbuf_stats), never assume them. */
enum {
  KPI_MBUF_BYTES = 256,
  KPI_MBUF_FIELDS = 32,       /* what every mbuf has before its inline room */
  KPI_PKTHDR_BYTES = 112,     /* what a header mbuf has in addition */
  KPI_MLEN = 224,             /* inline room of a plain mbuf */
  KPI_MHLEN = 112,            /* inline room of a header mbuf */
  KPI_MINCLSIZE = 336,        /* more than this is worth a cluster */
  KPI_CLUSTER_BYTES = 2048,
  KPI_BIG_CLUSTER_BYTES = 4096,
  KPI_JUMBO_CLUSTER_BYTES = 16384,
};

/* The pools. The numbers index magazines and depots. */
enum {
  KPI_POOL_NODE = 0,
  KPI_POOL_CLUSTER = 1,
  KPI_POOL_BIG = 2,
  KPI_POOL_JUMBO = 3,
  KPI_POOL_COUNT = 4,
  KPI_STORAGE_FOREIGN = 4,    /* storage of a caller, with a free callback; not a pool */
};

/* A tag of a packet header; its payload follows. Linked from kpi_pkthdr.tags. */
struct kpi_mbuf_tag {
  struct kpi_mbuf_tag *next;
  uint32_t module;
  uint16_t type;
  uint16_t reserved;
  uint32_t length;            /* bytes of payload */
  uint32_t family;            /* driver auxiliary data only */
  uint32_t subfamily;
  uint32_t reserved32;
};

/* Storage outside a node, shared by the nodes that count in `refs`. One cache line. */
struct kpi_storage {
  uint32_t refs;              /* atomic; 0 while in a pool */
  uint32_t kind;              /* KPI_POOL_CLUSTER ... or KPI_STORAGE_FOREIGN */
  char *buffer;
  size_t size;
  void (*release)(char *buffer, unsigned int size, char *argument);
  char *argument;
  uint32_t allocated_at;      /* call sites, checked mode only */
  uint32_t freed_at;
  bool is_bare;               /* made without an mbuf, by mbuf_alloccluster */
  uint8_t reserved[15];
};

enum { KPI_SCRATCH_BYTES = 16 };

/* What a header mbuf carries for its packet. */
struct kpi_pkthdr {
  int64_t length;
  void *interface;
  void *link_header;
  struct kpi_mbuf_tag *tags;
  uint32_t csum_flags;        /* request and result bits share the word */
  uint32_t csum_value;
  uint32_t tso_segment;
  uint32_t service_class;
  uint32_t packet_flags;      /* KPI_PKT_... */
  uint32_t aux_flags;
  uint16_t vlan;
  uint16_t reserved16;
  uint32_t reserved32;
  uint8_t scratch[KPI_SCRATCH_BYTES];
  uint8_t reserved[32];
};

enum {
  KPI_PKT_VLAN = 1,           /* `vlan` is valid */
  KPI_PKT_PRIVILEGED = 2,     /* the class was set by a privileged socket */
};

/* A node. Its inline room starts behind the fields (plain) or behind the packet header (header mbuf);
 * with external storage the part behind the packet header says where that is. */
struct kpi_mbuf {
  struct kpi_mbuf *next;
  struct kpi_mbuf *nextpkt;
  uint8_t *data;
  uint32_t length;
  uint16_t type;              /* 0 while free: this is how a stale handle is found */
  uint16_t flags;
  struct kpi_pkthdr header;
  struct kpi_storage *storage;
  uint8_t room[104];
};

_Static_assert(sizeof(struct kpi_pkthdr) == KPI_PKTHDR_BYTES, "packet header size");
_Static_assert(sizeof(struct kpi_storage) == 64, "storage descriptor size");
_Static_assert(sizeof(struct kpi_mbuf) == KPI_MBUF_BYTES, "mbuf size");

/* The scratch area of a packet header. */
static inline uint8_t *kpi_mbuf_scratch(struct kpi_mbuf *mbuf) { return mbuf->header.scratch; }
_Static_assert(offsetof(struct kpi_mbuf, header) == KPI_MBUF_FIELDS, "inline room");

/* Bits that send every allocation and every free the slow way. */
enum {
  KPI_MODE_CHECKED = 1,       /* checked mode is on */
  KPI_MODE_FAULTS = 2,        /* some thread has armed allocation failures */
};

extern uint32_t kpi_mode;

static inline uint32_t kpi_mode_load(void) { return __atomic_load_n(&kpi_mode, __ATOMIC_RELAXED); }
static inline void kpi_mode_set(uint32_t bit) { __atomic_fetch_or(&kpi_mode, bit, __ATOMIC_RELAXED); }
static inline void kpi_mode_clear(uint32_t bit) {
  __atomic_fetch_and(&kpi_mode, ~bit, __ATOMIC_RELAXED);
}

enum { KPI_MAGAZINE_SLOTS = 64, KPI_MBUF_TYPES = 256 };

/* Free objects at hand for one thread. `limit` is 0 until the thread is known to the depot. */
struct kpi_magazine {
  uint32_t count;
  uint32_t limit;
  int64_t live;               /* taken minus given back by this thread; other threads read it */
  void *slot[KPI_MAGAZINE_SLOTS];
};

/* Everything of one thread; other threads only read the counters. */
struct kpi_pool_thread {
  struct kpi_magazine magazine[KPI_POOL_COUNT];
  int64_t types[KPI_MBUF_TYPES];
  struct kpi_pool_thread *next;
  struct kpi_pool_thread *previous;
  int64_t failures_after;     /* allocations left before they fail; negative: never */
  int64_t failures_left;      /* how many fail then */
};

/* Points to a block without room until the slow path gives the thread its own. */
extern _Thread_local struct kpi_pool_thread *kpi_pool_self
    __attribute__((tls_model("initial-exec")));

static inline struct kpi_pool_thread *kpi_pool_thread_self(void) { return kpi_pool_self; }

/* Whether the calling thread has a block of its own. */
bool kpi_pool_thread_is_known(void);

/* Gives the thread a block; `leave` runs at its end, on it. False when there is no memory. */
bool kpi_pool_thread_join(void (*leave)(struct kpi_pool_thread *));

/* Frees the block; called by `leave`. */
void kpi_pool_thread_forget(struct kpi_pool_thread *thread);

static inline void kpi_counter_add(int64_t *counter, int64_t amount) {
  __atomic_store_n(counter, *counter + amount, __ATOMIC_RELAXED);
}
static inline int64_t kpi_counter_read(const int64_t *counter) {
  return __atomic_load_n(counter, __ATOMIC_RELAXED);
}

/* Takes a free object of the pool, or null: then the slow path is the way. */
static inline void *kpi_magazine_take(uint32_t pool) {
  struct kpi_magazine *magazine = &kpi_pool_self->magazine[pool];
  if (__builtin_expect(magazine->count == 0 || kpi_mode_load() != 0, 0)) return NULL;
  kpi_counter_add(&magazine->live, 1);
  return magazine->slot[--magazine->count];
}

/* Gives an object back; false: the slow path is the way. */
static inline bool kpi_magazine_give(uint32_t pool, void *object) {
  struct kpi_magazine *magazine = &kpi_pool_self->magazine[pool];
  if (__builtin_expect(magazine->count >= magazine->limit || kpi_mode_load() != 0, 0)) return false;
  kpi_counter_add(&magazine->live, -1);
  magazine->slot[magazine->count++] = object;
  return true;
}

static inline struct kpi_magazine *kpi_magazine_of(struct kpi_pool_thread *thread, uint32_t pool) {
  return &thread->magazine[pool];
}
static inline void **kpi_magazine_slots(struct kpi_magazine *magazine) { return magazine->slot; }

/* Counts mbufs by type on the calling thread, which must have a block. */
static inline void kpi_type_count(uint16_t type, int64_t amount) {
  kpi_counter_add(&kpi_pool_self->types[type & (KPI_MBUF_TYPES - 1)], amount);
}
static inline int64_t kpi_thread_type(struct kpi_pool_thread *thread, uint32_t type) {
  return kpi_counter_read(&thread->types[type & (KPI_MBUF_TYPES - 1)]);
}

/* Descriptors of storage that is not in a pool. */
struct kpi_storage *kpi_storage_new(void);
void kpi_storage_delete(struct kpi_storage *storage);

/* Tags with zero-filled payload; null when there is no memory. */
struct kpi_mbuf_tag *kpi_mbuf_tag_new(size_t bytes);
struct kpi_mbuf_tag *kpi_mbuf_tag_copy(const struct kpi_mbuf_tag *tag);
void kpi_mbuf_tag_delete(struct kpi_mbuf_tag *tag);
static inline void *kpi_mbuf_tag_data(struct kpi_mbuf_tag *tag) { return tag + 1; }

/* Reference counts of storage. */
static inline uint32_t kpi_storage_refs(const struct kpi_storage *storage) {
  return __atomic_load_n(&storage->refs, __ATOMIC_ACQUIRE);
}
static inline void kpi_storage_start(struct kpi_storage *storage) {
  __atomic_store_n(&storage->refs, 1, __ATOMIC_RELAXED);
}
static inline void kpi_storage_retain(struct kpi_storage *storage) {
  __atomic_fetch_add(&storage->refs, 1, __ATOMIC_RELAXED);
}
/* True when that was the last reference. A sole owner is recognised without a locked instruction. */
static inline bool kpi_storage_drop(struct kpi_storage *storage) {
  if (__atomic_load_n(&storage->refs, __ATOMIC_ACQUIRE) == 1) {
    __atomic_store_n(&storage->refs, 0, __ATOMIC_RELAXED);
    return true;
  }
  return __atomic_fetch_sub(&storage->refs, 1, __ATOMIC_ACQ_REL) == 1;
}

/* Where the pools live, so that any handle can be told from a wild pointer. Written once. */
struct kpi_pool_range {
  uintptr_t base;
  uintptr_t end;
};
extern struct kpi_pool_range kpi_node_range;

static inline void kpi_node_range_set(uintptr_t base, uintptr_t end) {
  __atomic_store_n(&kpi_node_range.base, base, __ATOMIC_RELAXED);
  __atomic_store_n(&kpi_node_range.end, end, __ATOMIC_RELEASE);
}

/* Whether the address is a node that has been in use at some time. The node may be free. */
static inline bool kpi_is_node(const void *address) {
  uintptr_t value = (uintptr_t)address;
  return value < __atomic_load_n(&kpi_node_range.end, __ATOMIC_ACQUIRE)
      && value >= __atomic_load_n(&kpi_node_range.base, __ATOMIC_RELAXED)
      && value % KPI_MBUF_BYTES == 0;
}
