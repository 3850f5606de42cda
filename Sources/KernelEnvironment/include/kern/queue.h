/* SPDX-License-Identifier: Apache-2.0
 *
 * Mach's circular queues: a chain of links inside the elements, headed by one more link.
 */
#ifndef _KERN_QUEUE_H_
#define _KERN_QUEUE_H_

#include <sys/cdefs.h>
#include <mach/mach_types.h>
#include <kern/assert.h>

struct queue_entry {
  struct queue_entry *next;
  struct queue_entry *prev;
};
typedef struct queue_entry *queue_t;
typedef struct queue_entry queue_head_t;
typedef struct queue_entry queue_chain_t;
typedef struct queue_entry *queue_entry_t;

#define queue_init(q) ((q)->next = (q), (q)->prev = (q))
#define queue_head_init(q) queue_init(&(q))
#define queue_first(q) ((q)->next)
#define queue_last(q) ((q)->prev)
#define queue_next(elt) ((elt)->next)
#define queue_prev(elt) ((elt)->prev)
#define queue_end(q, elt) ((q) == (elt))
#define queue_empty(q) queue_end((q), queue_first(q))

static inline void enqueue_tail(queue_t queue, queue_entry_t element) {
  element->next = queue;
  element->prev = queue->prev;
  queue->prev->next = element;
  queue->prev = element;
}
static inline void enqueue_head(queue_t queue, queue_entry_t element) {
  element->next = queue->next;
  element->prev = queue;
  queue->next->prev = element;
  queue->next = element;
}
static inline void remqueue(queue_entry_t element) {
  element->next->prev = element->prev;
  element->prev->next = element->next;
  element->next = element->prev = (queue_entry_t)0;
}
static inline queue_entry_t dequeue_head(queue_t queue) {
  queue_entry_t element = queue->next;
  if (element == queue) return (queue_entry_t)0;
  remqueue(element);
  return element;
}
static inline queue_entry_t dequeue_tail(queue_t queue) {
  queue_entry_t element = queue->prev;
  if (element == queue) return (queue_entry_t)0;
  remqueue(element);
  return element;
}
#define enqueue(queue, element) enqueue_tail((queue), (element))
#define dequeue(queue) dequeue_head(queue)
#define insque(entry, pred) enqueue_head((queue_t)(pred), (queue_entry_t)(entry))

/* Elements that know their type, linked head-to-element as the kernel does. */
#define queue_enter(head, elt, type, field)                                  \
  do {                                                                       \
    queue_entry_t kq_prev = (head)->prev;                                    \
    if ((head) == kq_prev)                                                   \
      (head)->next = (queue_entry_t)(elt);                                   \
    else                                                                     \
      ((type)(void *)kq_prev)->field.next = (queue_entry_t)(elt);            \
    (elt)->field.prev = kq_prev;                                             \
    (elt)->field.next = (head);                                              \
    (head)->prev = (queue_entry_t)(elt);                                     \
  } while (0)
#define queue_enter_first(head, elt, type, field)                            \
  do {                                                                       \
    queue_entry_t kq_next = (head)->next;                                    \
    if ((head) == kq_next)                                                   \
      (head)->prev = (queue_entry_t)(elt);                                   \
    else                                                                     \
      ((type)(void *)kq_next)->field.prev = (queue_entry_t)(elt);            \
    (elt)->field.next = kq_next;                                             \
    (elt)->field.prev = (head);                                              \
    (head)->next = (queue_entry_t)(elt);                                     \
  } while (0)
#define queue_remove(head, elt, type, field)                                 \
  do {                                                                       \
    queue_entry_t kq_next = (elt)->field.next;                               \
    queue_entry_t kq_prev = (elt)->field.prev;                               \
    if ((head) == kq_next)                                                   \
      (head)->prev = kq_prev;                                                \
    else                                                                     \
      ((type)(void *)kq_next)->field.prev = kq_prev;                         \
    if ((head) == kq_prev)                                                   \
      (head)->next = kq_next;                                                \
    else                                                                     \
      ((type)(void *)kq_prev)->field.next = kq_next;                         \
    (elt)->field.next = NULL;                                                \
    (elt)->field.prev = NULL;                                                \
  } while (0)
#define queue_remove_first(head, entry, type, field)                         \
  do {                                                                       \
    (entry) = (type)(void *)((head)->next);                                  \
    queue_entry_t kq_next = (entry)->field.next;                             \
    if ((head) == kq_next)                                                   \
      (head)->prev = (head);                                                 \
    else                                                                     \
      ((type)(void *)kq_next)->field.prev = (head);                          \
    (head)->next = kq_next;                                                  \
    (entry)->field.next = NULL;                                              \
    (entry)->field.prev = NULL;                                              \
  } while (0)
#define queue_iterate(head, elt, type, field)                                     \
  for ((elt) = (type)(void *)queue_first(head); !queue_end((head), (queue_entry_t)(elt)); \
       (elt) = (type)(void *)queue_next(&(elt)->field))

#endif /* _KERN_QUEUE_H_ */
