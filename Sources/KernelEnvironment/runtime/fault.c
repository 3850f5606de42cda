/* SPDX-License-Identifier: Apache-2.0
 *
 * Faults by script and seed. A script is a list of rules, separated by commas:
 *
 *   receive:EINTR@3            the third receive fails
 *   receive:short=1..8@every2  every second receive gives 1 to 8 bytes
 *   send:ENOBUFS@p10           a send fails in 10 of 100 cases, by the seed
 *   connect:late=200ms         connects take 200 ms longer
 *   receive:reset@10           the tenth receive finds the connection reset
 *   alloc:fail@7               the seventh allocation that may fail does
 *
 * Points: receive send connect accept socket alloc mbuf sleep.
 *
 * A send or a connect that fails, fails in a socket filter (fault_filter.c). What a filter cannot say
 * (an interrupted receive, a short count, a reset) happens in the call; alloc and mbuf are hooks of the allocators.
 */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_RULES = 32 };
struct rule {
  enum kface_fault_point point;
  struct kface_fault fault;
  uint64_t low, high; /* a range of amounts */
  enum { ALWAYS, NTH, EVERY, PERCENT } when;
  uint64_t number;
};
static struct rule rules[MOST_RULES];
static unsigned rule_count;
static uint64_t calls[KFACE_FAULT_POINTS], filtered[KFACE_FAULT_POINTS];
static unsigned injected;

static const char *const point_names[] = {"receive", "send", "connect", "accept",
                                          "alloc", "mbuf", "sleep", "socket"};
static const struct {
  const char *name;
  int number;
} errors[] = {{"EINTR", 4}, {"ENOMEM", 12}, {"EINVAL", 22}, {"EPIPE", 32}, {"EWOULDBLOCK", 35},
              {"EAGAIN", 35}, {"EINPROGRESS", 36}, {"EMSGSIZE", 40}, {"EADDRINUSE", 48},
              {"EADDRNOTAVAIL", 49}, {"ENETDOWN", 50}, {"ENETUNREACH", 51}, {"ECONNABORTED", 53},
              {"ECONNRESET", 54}, {"ENOBUFS", 55}, {"ENOTCONN", 57}, {"ESHUTDOWN", 58},
              {"ETIMEDOUT", 60}, {"ECONNREFUSED", 61}, {"EHOSTDOWN", 64}, {"EHOSTUNREACH", 65},
              {"ERESTART", -1}};

static bool find_point(const char *word, size_t length, enum kface_fault_point *point) {
  for (unsigned i = 0; i < KFACE_FAULT_POINTS; i++) {
    if (strlen(point_names[i]) != length || strncmp(word, point_names[i], length)) continue;
    *point = (enum kface_fault_point)i;
    return true;
  }
  return false;
}

static uint64_t duration(const char *text) {
  char *unit;
  uint64_t value = strtoull(text, &unit, 10);
  if (!strncmp(unit, "us", 2)) return value * 1000;
  if (!strncmp(unit, "ms", 2)) return value * 1000000;
  return value * 1000000000ull;
}

static bool parse_action(const char *text, struct rule *rule) {
  if (!strncmp(text, "short", 5)) {
    rule->fault.kind = KFACE_SHORT;
    rule->low = rule->high = 1;
    if (text[5] == '=') {
      char *rest;
      rule->low = rule->high = strtoull(text + 6, &rest, 10);
      if (!strncmp(rest, "..", 2)) rule->high = strtoull(rest + 2, NULL, 10);
    }
    return rule->low <= rule->high;
  }
  if (!strncmp(text, "late=", 5)) {
    rule->fault.kind = KFACE_LATE;
    rule->low = rule->high = duration(text + 5);
    return true;
  }
  if (!strncmp(text, "reset", 5)) {
    rule->fault.kind = KFACE_RESET;
    return true;
  }
  rule->fault.kind = KFACE_FAIL;
  if (!strncmp(text, "fail", 4)) {
    rule->fault.error = D_ENOMEM;
    return true;
  }
  for (unsigned i = 0; i < sizeof errors / sizeof errors[0]; i++) {
    size_t length = strlen(errors[i].name);
    if (strncmp(text, errors[i].name, length) || (text[length] && text[length] != '@')) continue;
    rule->fault.error = errors[i].number;
    return true;
  }
  return false;
}

static void parse_when(const char *text, struct rule *rule) {
  rule->when = ALWAYS;
  if (!text) return;
  if (!strncmp(text, "every", 5)) {
    rule->when = EVERY;
    rule->number = strtoull(text + 5, NULL, 10);
    if (rule->number == 0) rule->number = 1;
  } else if (text[0] == 'p') {
    rule->when = PERCENT;
    rule->number = strtoull(text + 1, NULL, 10);
  } else {
    rule->when = NTH;
    rule->number = strtoull(text, NULL, 10);
  }
}

void kface_faults_load(const char *script) {
  char *copy = strdup(script), *cursor = copy, *word;
  rule_count = 0;
  memset(calls, 0, sizeof calls);
  while ((word = strsep(&cursor, ", ")) != NULL) {
    if (!*word) continue;
    struct rule rule = {0};
    char *colon = strchr(word, ':');
    if (rule_count == MOST_RULES || !colon ||
        !find_point(word, (size_t)(colon - word), &rule.point) || !parse_action(colon + 1, &rule)) {
      kface_line("fault rule not understood: %s", word);
      exit(64);
    }
    char *at = strchr(colon, '@');
    parse_when(at ? at + 1 : NULL, &rule);
    rules[rule_count++] = rule;
  }
  free(copy);
}

static bool applies(const struct rule *rule, uint64_t call) {
  switch (rule->when) {
    case ALWAYS: return true;
    case NTH: return call == rule->number;
    case EVERY: return call % rule->number == 0;
    case PERCENT: return kface_random64() % 100 < rule->number;
  }
  return false;
}

static bool is_for_filter(const struct rule *rule) {
  return rule->fault.kind == KFACE_FAIL &&
         (rule->point == KFACE_AT_SEND || rule->point == KFACE_AT_CONNECT) &&
         !kface_memory_sockets();
}

bool kface_faults_want_filter(void) {
  for (unsigned i = 0; i < rule_count; i++)
    if (is_for_filter(&rules[i])) return true;
  return false;
}

static struct kface_fault decide(enum kface_fault_point point, bool in_filter) {
  struct kface_fault none = {0};
  if (rule_count == 0) return none;
  uint64_t *count = in_filter ? &filtered[point] : &calls[point];
  uint64_t call = __atomic_add_fetch(count, 1, __ATOMIC_RELAXED);
  for (unsigned i = 0; i < rule_count; i++) {
    const struct rule *rule = &rules[i];
    if (rule->point != point || is_for_filter(rule) != in_filter || !applies(rule, call)) continue;
    struct kface_fault fault = rule->fault;
    fault.amount = rule->low + (rule->high > rule->low
                                  ? kface_random64() % (rule->high - rule->low + 1) : 0);
    __atomic_add_fetch(&injected, 1, __ATOMIC_RELAXED);
    return fault;
  }
  return none;
}

struct kface_fault kface_fault_at(enum kface_fault_point point) { return decide(point, false); }
struct kface_fault kface_fault_in_filter(enum kface_fault_point point) {
  return decide(point, true);
}

unsigned kface_faults_injected(void) { return __atomic_load_n(&injected, __ATOMIC_RELAXED); }
