/* SPDX-License-Identifier: Apache-2.0
 *
 * Intrusive lists: singly linked (SLIST), with a tail (STAILQ), doubly linked (LIST), and doubly
 * linked with a tail (TAILQ). A link needs no allocation and removal from the last two is O(1).
 */
#ifndef _SYS_QUEUE_H_
#define _SYS_QUEUE_H_

#include <sys/cdefs.h>

#ifdef __cplusplus
#define QUEUE_TYPEOF(type) type
#else
#define QUEUE_TYPEOF(type) struct type
#endif
#define QMD_SAVELINK(name, link)
#define TRASHIT(x)

/* ---- singly linked ---- */
#define SLIST_HEAD(name, type) \
  struct name {                \
    struct type *slh_first;    \
  }
#define SLIST_HEAD_INITIALIZER(head) { NULL }
#define SLIST_ENTRY(type)   \
  struct {                  \
    struct type *sle_next;  \
  }
#define SLIST_EMPTY(head) ((head)->slh_first == NULL)
#define SLIST_FIRST(head) ((head)->slh_first)
#define SLIST_NEXT(elm, field) ((elm)->field.sle_next)
#define SLIST_INIT(head) do { SLIST_FIRST(head) = NULL; } while (0)
#define SLIST_FOREACH(var, head, field) \
  for ((var) = SLIST_FIRST(head); (var); (var) = SLIST_NEXT(var, field))
#define SLIST_FOREACH_SAFE(var, head, field, tvar) \
  for ((var) = SLIST_FIRST(head); (var) && ((tvar) = SLIST_NEXT(var, field), 1); (var) = (tvar))
#define SLIST_FOREACH_PREVPTR(var, varp, head, field) \
  for ((varp) = &SLIST_FIRST(head); ((var) = *(varp)) != NULL; (varp) = &SLIST_NEXT(var, field))
#define SLIST_INSERT_AFTER(at, elm, field)              \
  do {                                                  \
    SLIST_NEXT(elm, field) = SLIST_NEXT(at, field);     \
    SLIST_NEXT(at, field) = (elm);                      \
  } while (0)
#define SLIST_INSERT_HEAD(head, elm, field)             \
  do {                                                  \
    SLIST_NEXT(elm, field) = SLIST_FIRST(head);         \
    SLIST_FIRST(head) = (elm);                          \
  } while (0)
#define SLIST_REMOVE_HEAD(head, field) \
  do { SLIST_FIRST(head) = SLIST_NEXT(SLIST_FIRST(head), field); } while (0)
#define SLIST_REMOVE_AFTER(elm, field) \
  do { SLIST_NEXT(elm, field) = SLIST_NEXT(SLIST_NEXT(elm, field), field); } while (0)
#define SLIST_REMOVE(head, elm, type, field)                                   \
  do {                                                                         \
    if (SLIST_FIRST(head) == (elm)) {                                          \
      SLIST_REMOVE_HEAD(head, field);                                          \
    } else {                                                                   \
      __typeof__(SLIST_FIRST(head)) curelm = SLIST_FIRST(head);                \
      while (SLIST_NEXT(curelm, field) != (elm)) curelm = SLIST_NEXT(curelm, field); \
      SLIST_REMOVE_AFTER(curelm, field);                                       \
    }                                                                          \
  } while (0)

/* ---- singly linked with a tail ---- */
#define STAILQ_HEAD(name, type) \
  struct name {                 \
    struct type *stqh_first;    \
    struct type **stqh_last;    \
  }
#define STAILQ_HEAD_INITIALIZER(head) { NULL, &(head).stqh_first }
#define STAILQ_ENTRY(type)   \
  struct {                   \
    struct type *stqe_next;  \
  }
#define STAILQ_EMPTY(head) ((head)->stqh_first == NULL)
#define STAILQ_FIRST(head) ((head)->stqh_first)
#define STAILQ_NEXT(elm, field) ((elm)->field.stqe_next)
#define STAILQ_LAST(head, type, field)                                                       \
  (STAILQ_EMPTY(head)                                                                        \
     ? NULL                                                                                  \
     : (__typeof__(STAILQ_FIRST(head)))(void *)((char *)((head)->stqh_last) -                \
                                                __builtin_offsetof(QUEUE_TYPEOF(type), field)))
#define STAILQ_INIT(head)                        \
  do {                                           \
    STAILQ_FIRST(head) = NULL;                   \
    (head)->stqh_last = &STAILQ_FIRST(head);     \
  } while (0)
#define STAILQ_FOREACH(var, head, field) \
  for ((var) = STAILQ_FIRST(head); (var); (var) = STAILQ_NEXT(var, field))
#define STAILQ_FOREACH_SAFE(var, head, field, tvar) \
  for ((var) = STAILQ_FIRST(head); (var) && ((tvar) = STAILQ_NEXT(var, field), 1); (var) = (tvar))
#define STAILQ_CONCAT(head1, head2)                       \
  do {                                                    \
    if (!STAILQ_EMPTY(head2)) {                           \
      *(head1)->stqh_last = (head2)->stqh_first;          \
      (head1)->stqh_last = (head2)->stqh_last;            \
      STAILQ_INIT(head2);                                 \
    }                                                     \
  } while (0)
#define STAILQ_INSERT_AFTER(head, at, elm, field)                      \
  do {                                                                 \
    if ((STAILQ_NEXT(elm, field) = STAILQ_NEXT(at, field)) == NULL)    \
      (head)->stqh_last = &STAILQ_NEXT(elm, field);                    \
    STAILQ_NEXT(at, field) = (elm);                                    \
  } while (0)
#define STAILQ_INSERT_HEAD(head, elm, field)                           \
  do {                                                                 \
    if ((STAILQ_NEXT(elm, field) = STAILQ_FIRST(head)) == NULL)        \
      (head)->stqh_last = &STAILQ_NEXT(elm, field);                    \
    STAILQ_FIRST(head) = (elm);                                        \
  } while (0)
#define STAILQ_INSERT_TAIL(head, elm, field)             \
  do {                                                   \
    STAILQ_NEXT(elm, field) = NULL;                      \
    *(head)->stqh_last = (elm);                          \
    (head)->stqh_last = &STAILQ_NEXT(elm, field);        \
  } while (0)
#define STAILQ_REMOVE_HEAD(head, field)                                             \
  do {                                                                              \
    if ((STAILQ_FIRST(head) = STAILQ_NEXT(STAILQ_FIRST(head), field)) == NULL)      \
      (head)->stqh_last = &STAILQ_FIRST(head);                                      \
  } while (0)
#define STAILQ_REMOVE_AFTER(head, elm, field)                                                   \
  do {                                                                                          \
    if ((STAILQ_NEXT(elm, field) = STAILQ_NEXT(STAILQ_NEXT(elm, field), field)) == NULL)        \
      (head)->stqh_last = &STAILQ_NEXT(elm, field);                                             \
  } while (0)
#define STAILQ_REMOVE(head, elm, type, field)                                        \
  do {                                                                               \
    if (STAILQ_FIRST(head) == (elm)) {                                               \
      STAILQ_REMOVE_HEAD(head, field);                                               \
    } else {                                                                         \
      __typeof__(STAILQ_FIRST(head)) curelm = STAILQ_FIRST(head);                    \
      while (STAILQ_NEXT(curelm, field) != (elm)) curelm = STAILQ_NEXT(curelm, field); \
      STAILQ_REMOVE_AFTER(head, curelm, field);                                      \
    }                                                                                \
  } while (0)

/* ---- doubly linked ---- */
#define LIST_HEAD(name, type) \
  struct name {               \
    struct type *lh_first;    \
  }
#define LIST_HEAD_INITIALIZER(head) { NULL }
#define LIST_ENTRY(type)    \
  struct {                  \
    struct type *le_next;   \
    struct type **le_prev;  \
  }
#define LIST_EMPTY(head) ((head)->lh_first == NULL)
#define LIST_FIRST(head) ((head)->lh_first)
#define LIST_NEXT(elm, field) ((elm)->field.le_next)
#define LIST_INIT(head) do { LIST_FIRST(head) = NULL; } while (0)
#define LIST_FOREACH(var, head, field) \
  for ((var) = LIST_FIRST(head); (var); (var) = LIST_NEXT(var, field))
#define LIST_FOREACH_SAFE(var, head, field, tvar) \
  for ((var) = LIST_FIRST(head); (var) && ((tvar) = LIST_NEXT(var, field), 1); (var) = (tvar))
#define LIST_INSERT_AFTER(at, elm, field)                                  \
  do {                                                                     \
    if ((LIST_NEXT(elm, field) = LIST_NEXT(at, field)) != NULL)            \
      LIST_NEXT(at, field)->field.le_prev = &LIST_NEXT(elm, field);        \
    LIST_NEXT(at, field) = (elm);                                          \
    (elm)->field.le_prev = &LIST_NEXT(at, field);                          \
  } while (0)
#define LIST_INSERT_BEFORE(at, elm, field)              \
  do {                                                  \
    (elm)->field.le_prev = (at)->field.le_prev;         \
    LIST_NEXT(elm, field) = (at);                       \
    *(at)->field.le_prev = (elm);                       \
    (at)->field.le_prev = &LIST_NEXT(elm, field);       \
  } while (0)
#define LIST_INSERT_HEAD(head, elm, field)                                 \
  do {                                                                     \
    if ((LIST_NEXT(elm, field) = LIST_FIRST(head)) != NULL)                \
      LIST_FIRST(head)->field.le_prev = &LIST_NEXT(elm, field);            \
    LIST_FIRST(head) = (elm);                                              \
    (elm)->field.le_prev = &LIST_FIRST(head);                              \
  } while (0)
#define LIST_REMOVE(elm, field)                                            \
  do {                                                                     \
    if (LIST_NEXT(elm, field) != NULL)                                     \
      LIST_NEXT(elm, field)->field.le_prev = (elm)->field.le_prev;         \
    *(elm)->field.le_prev = LIST_NEXT(elm, field);                         \
  } while (0)
#define LIST_REPLACE(elm, other, field)                                    \
  do {                                                                     \
    if (((other)->field.le_next = (elm)->field.le_next) != NULL)           \
      (other)->field.le_next->field.le_prev = &(other)->field.le_next;     \
    (other)->field.le_prev = (elm)->field.le_prev;                         \
    *(other)->field.le_prev = (other);                                     \
  } while (0)

/* ---- doubly linked with a tail ---- */
#define TAILQ_HEAD(name, type) \
  struct name {                \
    struct type *tqh_first;    \
    struct type **tqh_last;    \
  }
#define TAILQ_HEAD_INITIALIZER(head) { NULL, &(head).tqh_first }
#define TAILQ_ENTRY(type)    \
  struct {                   \
    struct type *tqe_next;   \
    struct type **tqe_prev;  \
  }
#define TAILQ_EMPTY(head) ((head)->tqh_first == NULL)
#define TAILQ_FIRST(head) ((head)->tqh_first)
#define TAILQ_NEXT(elm, field) ((elm)->field.tqe_next)
#define TAILQ_LAST(head, headname) (*(((struct headname *)((head)->tqh_last))->tqh_last))
#define TAILQ_PREV(elm, headname, field) \
  (*(((struct headname *)((elm)->field.tqe_prev))->tqh_last))
#define TAILQ_INIT(head)                        \
  do {                                          \
    TAILQ_FIRST(head) = NULL;                   \
    (head)->tqh_last = &TAILQ_FIRST(head);      \
  } while (0)
#define TAILQ_FOREACH(var, head, field) \
  for ((var) = TAILQ_FIRST(head); (var); (var) = TAILQ_NEXT(var, field))
#define TAILQ_FOREACH_SAFE(var, head, field, tvar) \
  for ((var) = TAILQ_FIRST(head); (var) && ((tvar) = TAILQ_NEXT(var, field), 1); (var) = (tvar))
#define TAILQ_FOREACH_REVERSE(var, head, headname, field) \
  for ((var) = TAILQ_LAST(head, headname); (var); (var) = TAILQ_PREV(var, headname, field))
#define TAILQ_FOREACH_REVERSE_SAFE(var, head, headname, field, tvar)                             \
  for ((var) = TAILQ_LAST(head, headname); (var) && ((tvar) = TAILQ_PREV(var, headname, field), 1); \
       (var) = (tvar))
#define TAILQ_CONCAT(head1, head2, field)                            \
  do {                                                               \
    if (!TAILQ_EMPTY(head2)) {                                       \
      *(head1)->tqh_last = (head2)->tqh_first;                       \
      (head2)->tqh_first->field.tqe_prev = (head1)->tqh_last;        \
      (head1)->tqh_last = (head2)->tqh_last;                         \
      TAILQ_INIT(head2);                                             \
    }                                                                \
  } while (0)
#define TAILQ_INSERT_AFTER(head, at, elm, field)                           \
  do {                                                                     \
    if ((TAILQ_NEXT(elm, field) = TAILQ_NEXT(at, field)) != NULL)          \
      TAILQ_NEXT(elm, field)->field.tqe_prev = &TAILQ_NEXT(elm, field);    \
    else                                                                   \
      (head)->tqh_last = &TAILQ_NEXT(elm, field);                          \
    TAILQ_NEXT(at, field) = (elm);                                         \
    (elm)->field.tqe_prev = &TAILQ_NEXT(at, field);                        \
  } while (0)
#define TAILQ_INSERT_BEFORE(at, elm, field)              \
  do {                                                   \
    (elm)->field.tqe_prev = (at)->field.tqe_prev;        \
    TAILQ_NEXT(elm, field) = (at);                       \
    *(at)->field.tqe_prev = (elm);                       \
    (at)->field.tqe_prev = &TAILQ_NEXT(elm, field);      \
  } while (0)
#define TAILQ_INSERT_HEAD(head, elm, field)                                \
  do {                                                                     \
    if ((TAILQ_NEXT(elm, field) = TAILQ_FIRST(head)) != NULL)              \
      TAILQ_FIRST(head)->field.tqe_prev = &TAILQ_NEXT(elm, field);         \
    else                                                                   \
      (head)->tqh_last = &TAILQ_NEXT(elm, field);                          \
    TAILQ_FIRST(head) = (elm);                                             \
    (elm)->field.tqe_prev = &TAILQ_FIRST(head);                            \
  } while (0)
#define TAILQ_INSERT_TAIL(head, elm, field)              \
  do {                                                   \
    TAILQ_NEXT(elm, field) = NULL;                       \
    (elm)->field.tqe_prev = (head)->tqh_last;            \
    *(head)->tqh_last = (elm);                           \
    (head)->tqh_last = &TAILQ_NEXT(elm, field);          \
  } while (0)
#define TAILQ_REMOVE(head, elm, field)                                     \
  do {                                                                     \
    if (TAILQ_NEXT(elm, field) != NULL)                                    \
      TAILQ_NEXT(elm, field)->field.tqe_prev = (elm)->field.tqe_prev;      \
    else                                                                   \
      (head)->tqh_last = (elm)->field.tqe_prev;                            \
    *(elm)->field.tqe_prev = TAILQ_NEXT(elm, field);                       \
  } while (0)
#define TAILQ_SWAP(head1, head2, type, field)                              \
  do {                                                                     \
    __typeof__((head1)->tqh_first) swap_first = (head1)->tqh_first;        \
    __typeof__((head1)->tqh_last) swap_last = (head1)->tqh_last;           \
    (head1)->tqh_first = (head2)->tqh_first;                               \
    (head1)->tqh_last = (head2)->tqh_last;                                 \
    (head2)->tqh_first = swap_first;                                       \
    (head2)->tqh_last = swap_last;                                         \
    if ((head1)->tqh_first != NULL)                                        \
      (head1)->tqh_first->field.tqe_prev = &(head1)->tqh_first;            \
    else                                                                   \
      (head1)->tqh_last = &(head1)->tqh_first;                             \
    if ((head2)->tqh_first != NULL)                                        \
      (head2)->tqh_first->field.tqe_prev = &(head2)->tqh_first;            \
    else                                                                   \
      (head2)->tqh_last = &(head2)->tqh_first;                             \
  } while (0)

/* ---- a circle, with ends ---- */
#define CIRCLEQ_HEAD(name, type) \
  struct name {                  \
    struct type *cqh_first;      \
    struct type *cqh_last;       \
  }
#define CIRCLEQ_ENTRY(type) \
  struct {                  \
    struct type *cqe_next;  \
    struct type *cqe_prev;  \
  }
#define CIRCLEQ_FIRST(head) ((head)->cqh_first)
#define CIRCLEQ_LAST(head) ((head)->cqh_last)
#define CIRCLEQ_NEXT(elm, field) ((elm)->field.cqe_next)
#define CIRCLEQ_PREV(elm, field) ((elm)->field.cqe_prev)
#define CIRCLEQ_EMPTY(head) ((void *)(head)->cqh_first == (void *)(head))
#define CIRCLEQ_FOREACH(var, head, field)                                       \
  for ((var) = (head)->cqh_first; (void *)(var) != (void *)(head);              \
       (var) = (var)->field.cqe_next)
#define CIRCLEQ_INIT(head)                   \
  do {                                       \
    *(void **)&(head)->cqh_first = (head);   \
    *(void **)&(head)->cqh_last = (head);    \
  } while (0)
#define CIRCLEQ_INSERT_AFTER(head, listelm, elm, field)             \
  do {                                                              \
    (elm)->field.cqe_next = (listelm)->field.cqe_next;              \
    (elm)->field.cqe_prev = (listelm);                              \
    if ((void *)(listelm)->field.cqe_next == (void *)(head))        \
      (head)->cqh_last = (elm);                                     \
    else                                                            \
      (listelm)->field.cqe_next->field.cqe_prev = (elm);            \
    (listelm)->field.cqe_next = (elm);                              \
  } while (0)
#define CIRCLEQ_INSERT_BEFORE(head, listelm, elm, field)            \
  do {                                                              \
    (elm)->field.cqe_next = (listelm);                              \
    (elm)->field.cqe_prev = (listelm)->field.cqe_prev;              \
    if ((void *)(listelm)->field.cqe_prev == (void *)(head))        \
      (head)->cqh_first = (elm);                                    \
    else                                                            \
      (listelm)->field.cqe_prev->field.cqe_next = (elm);            \
    (listelm)->field.cqe_prev = (elm);                              \
  } while (0)
#define CIRCLEQ_INSERT_HEAD(head, elm, field)                       \
  do {                                                              \
    (elm)->field.cqe_next = (head)->cqh_first;                      \
    *(void **)&(elm)->field.cqe_prev = (head);                      \
    if ((void *)(head)->cqh_last == (void *)(head))                 \
      (head)->cqh_last = (elm);                                     \
    else                                                            \
      (head)->cqh_first->field.cqe_prev = (elm);                    \
    (head)->cqh_first = (elm);                                      \
  } while (0)
#define CIRCLEQ_INSERT_TAIL(head, elm, field)                       \
  do {                                                              \
    *(void **)&(elm)->field.cqe_next = (head);                      \
    (elm)->field.cqe_prev = (head)->cqh_last;                       \
    if ((void *)(head)->cqh_first == (void *)(head))                \
      (head)->cqh_first = (elm);                                    \
    else                                                            \
      (head)->cqh_last->field.cqe_next = (elm);                     \
    (head)->cqh_last = (elm);                                       \
  } while (0)
#define CIRCLEQ_REMOVE(head, elm, field)                            \
  do {                                                              \
    if ((void *)(elm)->field.cqe_next == (void *)(head))            \
      (head)->cqh_last = (elm)->field.cqe_prev;                     \
    else                                                            \
      (elm)->field.cqe_next->field.cqe_prev = (elm)->field.cqe_prev; \
    if ((void *)(elm)->field.cqe_prev == (void *)(head))            \
      (head)->cqh_first = (elm)->field.cqe_next;                    \
    else                                                            \
      (elm)->field.cqe_prev->field.cqe_next = (elm)->field.cqe_next; \
  } while (0)

#endif /* _SYS_QUEUE_H_ */
