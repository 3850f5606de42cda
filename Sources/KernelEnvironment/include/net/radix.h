/* SPDX-License-Identifier: Apache-2.0
 *
 * Radix trees: the records that embed them.
 */
#ifndef _RADIX_H_
#define _RADIX_H_

#include <sys/appleapiopts.h>
#include <sys/types.h>

struct radix_mask;
struct radix_node_head;

struct radix_node {
  struct radix_mask *rn_mklist;
  struct radix_node *rn_parent;
  short rn_bit;
  char rn_bmask;
  u_char rn_flags;
  union {
    struct {
      caddr_t rn_Key;
      caddr_t rn_Mask;
      struct radix_node *rn_Dupedkey;
    } rn_leaf;
    struct {
      int rn_Off;
      struct radix_node *rn_L;
      struct radix_node *rn_R;
    } rn_node;
  } rn_u;
};
#define RNF_NORMAL 1
#define RNF_ROOT 2
#define RNF_ACTIVE 4
#define rn_dupedkey rn_u.rn_leaf.rn_Dupedkey
#define rn_key rn_u.rn_leaf.rn_Key
#define rn_mask rn_u.rn_leaf.rn_Mask
#define rn_offset rn_u.rn_node.rn_Off
#define rn_left rn_u.rn_node.rn_L
#define rn_right rn_u.rn_node.rn_R

typedef int rn_matchf_t(struct radix_node *, void *);
typedef int walktree_f_t(struct radix_node *, void *);

struct radix_node_head {
  struct radix_node *rnh_treetop;
  int rnh_addrsize;
  int rnh_pktsize;
  struct radix_node *(*rnh_addaddr)(void *v, void *mask, struct radix_node_head *head,
                                    struct radix_node nodes[]);
  struct radix_node *(*rnh_addpkt)(void *v, void *mask, struct radix_node_head *head,
                                   struct radix_node nodes[]);
  struct radix_node *(*rnh_deladdr)(void *v, void *mask, struct radix_node_head *head);
  struct radix_node *(*rnh_delpkt)(void *v, void *mask, struct radix_node_head *head);
  struct radix_node *(*rnh_matchaddr)(void *v, struct radix_node_head *head);
  struct radix_node *(*rnh_lookup)(void *v, void *mask, struct radix_node_head *head);
  struct radix_node *(*rnh_matchpkt)(void *v, struct radix_node_head *head);
  int (*rnh_walktree)(struct radix_node_head *head, walktree_f_t *f, void *w);
  void (*rnh_close)(struct radix_node *rn, struct radix_node_head *head);
  struct radix_node rnh_nodes[3];
};

__BEGIN_DECLS
/* Nothing behind it here: a build names it as missing. */
int rn_inithead(void **head, int off);
__END_DECLS

#endif /* _RADIX_H_ */
