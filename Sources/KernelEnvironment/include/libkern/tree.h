/* SPDX-License-Identifier: Apache-2.0
 *
 * Balanced trees inside the elements. RB_ is a treap with the red-black interface: expected
 * O(log n), the same names and iteration order, no colour to keep.
 */
#ifndef _LIBKERN_TREE_H_
#define _LIBKERN_TREE_H_

#include <sys/cdefs.h>

#define RB_HEAD(name, type) \
  struct name {             \
    struct type *rbh_root;  \
  }
#define RB_INITIALIZER(root) { NULL }
#define RB_INIT(root) do { (root)->rbh_root = NULL; } while (0)
#define RB_ENTRY(type)         \
  struct {                     \
    struct type *rbe_left;     \
    struct type *rbe_right;    \
    struct type *rbe_parent;   \
    unsigned int rbe_priority; \
  }
#define RB_LEFT(elm, field) (elm)->field.rbe_left
#define RB_RIGHT(elm, field) (elm)->field.rbe_right
#define RB_PARENT(elm, field) (elm)->field.rbe_parent
#define RB_ROOT(head) (head)->rbh_root
#define RB_EMPTY(head) (RB_ROOT(head) == NULL)

#define RB_PROTOTYPE(name, type, field, cmp) RB_PROTOTYPE_SC(, name, type, field, cmp)
#define RB_PROTOTYPE_SC(scope, name, type, field, cmp)                           \
  scope struct type *name##_RB_INSERT(struct name *, struct type *);             \
  scope struct type *name##_RB_REMOVE(struct name *, struct type *);             \
  scope struct type *name##_RB_FIND(struct name *, struct type *);               \
  scope struct type *name##_RB_NFIND(struct name *, struct type *);              \
  scope struct type *name##_RB_NEXT(struct type *);                              \
  scope struct type *name##_RB_PREV(struct type *);                              \
  scope struct type *name##_RB_MINMAX(struct name *, int);
#define RB_PROTOTYPE_PREV(name, type, field, cmp) RB_PROTOTYPE(name, type, field, cmp)
#define RB_PROTOTYPE_SC_PREV(scope, name, type, field, cmp) \
  RB_PROTOTYPE_SC(scope, name, type, field, cmp)

#define RB_GENERATE(name, type, field, cmp)                                                     \
  static void name##_RB_ROTATE(struct name *head, struct type *child) {                         \
    struct type *parent = RB_PARENT(child, field), *grand = RB_PARENT(parent, field), *inner;   \
    if (RB_LEFT(parent, field) == child) {                                                      \
      inner = RB_RIGHT(child, field);                                                           \
      RB_LEFT(parent, field) = inner;                                                           \
      RB_RIGHT(child, field) = parent;                                                          \
    } else {                                                                                    \
      inner = RB_LEFT(child, field);                                                            \
      RB_RIGHT(parent, field) = inner;                                                          \
      RB_LEFT(child, field) = parent;                                                           \
    }                                                                                           \
    if (inner) RB_PARENT(inner, field) = parent;                                                \
    RB_PARENT(parent, field) = child;                                                           \
    RB_PARENT(child, field) = grand;                                                            \
    if (!grand)                                                                                 \
      RB_ROOT(head) = child;                                                                    \
    else if (RB_LEFT(grand, field) == parent)                                                   \
      RB_LEFT(grand, field) = child;                                                            \
    else                                                                                        \
      RB_RIGHT(grand, field) = child;                                                           \
  }                                                                                             \
  struct type *name##_RB_INSERT(struct name *head, struct type *elm) {                          \
    struct type *at = RB_ROOT(head), *parent = NULL;                                            \
    unsigned int mix = (unsigned int)((__UINTPTR_TYPE__)elm >> 4) * 2654435761u;                \
    int order = 0;                                                                              \
    while (at) {                                                                                \
      parent = at;                                                                              \
      order = (cmp)(elm, parent);                                                               \
      if (order == 0) return at;                                                                \
      at = order < 0 ? RB_LEFT(at, field) : RB_RIGHT(at, field);                                \
    }                                                                                           \
    RB_LEFT(elm, field) = RB_RIGHT(elm, field) = NULL;                                          \
    RB_PARENT(elm, field) = parent;                                                             \
    elm->field.rbe_priority = mix ^ (mix >> 15);                                                \
    if (!parent)                                                                                \
      RB_ROOT(head) = elm;                                                                      \
    else if (order < 0)                                                                         \
      RB_LEFT(parent, field) = elm;                                                             \
    else                                                                                        \
      RB_RIGHT(parent, field) = elm;                                                            \
    while (RB_PARENT(elm, field) &&                                                             \
           RB_PARENT(elm, field)->field.rbe_priority < elm->field.rbe_priority)                 \
      name##_RB_ROTATE(head, elm);                                                              \
    return NULL;                                                                                \
  }                                                                                             \
  struct type *name##_RB_REMOVE(struct name *head, struct type *elm) {                          \
    struct type *parent;                                                                        \
    while (RB_LEFT(elm, field) || RB_RIGHT(elm, field)) {                                       \
      struct type *l = RB_LEFT(elm, field), *r = RB_RIGHT(elm, field);                          \
      name##_RB_ROTATE(head, !l ? r : !r ? l                                                    \
                                         : l->field.rbe_priority > r->field.rbe_priority ? l : r); \
    }                                                                                           \
    parent = RB_PARENT(elm, field);                                                             \
    if (!parent)                                                                                \
      RB_ROOT(head) = NULL;                                                                     \
    else if (RB_LEFT(parent, field) == elm)                                                     \
      RB_LEFT(parent, field) = NULL;                                                            \
    else                                                                                        \
      RB_RIGHT(parent, field) = NULL;                                                           \
    return elm;                                                                                 \
  }                                                                                             \
  struct type *name##_RB_FIND(struct name *head, struct type *elm) {                            \
    struct type *at = RB_ROOT(head);                                                            \
    while (at) {                                                                                \
      int order = (cmp)(elm, at);                                                               \
      if (order == 0) return at;                                                                \
      at = order < 0 ? RB_LEFT(at, field) : RB_RIGHT(at, field);                                \
    }                                                                                           \
    return NULL;                                                                                \
  }                                                                                             \
  struct type *name##_RB_NFIND(struct name *head, struct type *elm) {                           \
    struct type *at = RB_ROOT(head), *best = NULL;                                              \
    while (at) {                                                                                \
      int order = (cmp)(elm, at);                                                               \
      if (order == 0) return at;                                                                \
      if (order < 0) best = at;                                                                 \
      at = order < 0 ? RB_LEFT(at, field) : RB_RIGHT(at, field);                                \
    }                                                                                           \
    return best;                                                                                \
  }                                                                                             \
  struct type *name##_RB_NEXT(struct type *elm) {                                               \
    if (RB_RIGHT(elm, field)) {                                                                 \
      elm = RB_RIGHT(elm, field);                                                               \
      while (RB_LEFT(elm, field)) elm = RB_LEFT(elm, field);                                    \
      return elm;                                                                               \
    }                                                                                           \
    while (RB_PARENT(elm, field) && RB_RIGHT(RB_PARENT(elm, field), field) == elm)              \
      elm = RB_PARENT(elm, field);                                                              \
    return RB_PARENT(elm, field);                                                               \
  }                                                                                             \
  struct type *name##_RB_PREV(struct type *elm) {                                               \
    if (RB_LEFT(elm, field)) {                                                                  \
      elm = RB_LEFT(elm, field);                                                                \
      while (RB_RIGHT(elm, field)) elm = RB_RIGHT(elm, field);                                  \
      return elm;                                                                               \
    }                                                                                           \
    while (RB_PARENT(elm, field) && RB_LEFT(RB_PARENT(elm, field), field) == elm)               \
      elm = RB_PARENT(elm, field);                                                              \
    return RB_PARENT(elm, field);                                                               \
  }                                                                                             \
  struct type *name##_RB_MINMAX(struct name *head, int side) {                                  \
    struct type *at = RB_ROOT(head), *last = NULL;                                              \
    while (at) {                                                                                \
      last = at;                                                                                \
      at = side < 0 ? RB_LEFT(at, field) : RB_RIGHT(at, field);                                 \
    }                                                                                           \
    return last;                                                                                \
  }
#define RB_GENERATE_PREV(name, type, field, cmp) RB_GENERATE(name, type, field, cmp)

#define RB_INSERT(name, head, elm) name##_RB_INSERT(head, elm)
#define RB_REMOVE(name, head, elm) name##_RB_REMOVE(head, elm)
#define RB_FIND(name, head, elm) name##_RB_FIND(head, elm)
#define RB_NFIND(name, head, elm) name##_RB_NFIND(head, elm)
#define RB_NEXT(name, head, elm) name##_RB_NEXT(elm)
#define RB_PREV(name, head, elm) name##_RB_PREV(elm)
#define RB_MIN(name, head) name##_RB_MINMAX(head, -1)
#define RB_MAX(name, head) name##_RB_MINMAX(head, 1)
#define RB_FOREACH(at, name, head) \
  for ((at) = RB_MIN(name, head); (at) != NULL; (at) = name##_RB_NEXT(at))
#define RB_FOREACH_FROM(at, name, from) \
  for ((at) = (from); (at) != NULL; (at) = name##_RB_NEXT(at))
#define RB_FOREACH_SAFE(at, name, head, next) \
  for ((at) = RB_MIN(name, head); (at) != NULL && ((next) = name##_RB_NEXT(at), 1); (at) = (next))

#endif /* _LIBKERN_TREE_H_ */
