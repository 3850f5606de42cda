/* SPDX-License-Identifier: Apache-2.0
 * What the stub answers. Handles are a kind and a number, so that it keeps nothing but which of the
 * numbered files exist. */
#include "nfs_peers.h"
#include "stub.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { nfs_program = 100003, mount_program = 100005 };
enum { handle_bytes = 32, fanout = 10, largest_transfer = 1 << 20, made_files = 1 << 20 };
/* Numbers of the directories; below the tree's first one, child c of n is 10 n + c + 1. */
enum { directory_root, directory_list, directory_tree };
enum kind { kind_directory = 'D', kind_listed = 'L', kind_large = 'B', kind_made = 'M' };

static uint8_t data[largest_transfer];
static uint8_t exists[made_files];

/* MARK: Encoding */

static uint8_t *word(uint8_t *at, uint32_t value) {
  value = htonl(value);
  memcpy(at, &value, 4);
  return at + 4;
}

static uint8_t *wide(uint8_t *at, uint64_t value) {
  return word(word(at, (uint32_t)(value >> 32)), (uint32_t)value);
}

static uint8_t *handle(uint8_t *at, enum kind kind, uint32_t number) {
  at = word(at, handle_bytes);
  memset(at, 0, handle_bytes);
  at[0] = (uint8_t)kind;
  word(at + 4, number);
  return at + handle_bytes;
}

static uint64_t file_id(enum kind kind, uint32_t number) { return (uint64_t)kind << 32 | number; }

static uint8_t *attributes(uint8_t *at, enum kind kind, uint32_t number, uint64_t size) {
  at = word(word(at, kind == kind_directory ? 2 : 1), kind == kind_directory ? 0755 : 0644);
  at = word(word(word(at, kind == kind_directory ? 3 : 1), 0), 0);
  at = wide(wide(at, size), size);
  at = wide(wide(wide(at, 0), 7), file_id(kind, number));
  for (int i = 0; i < 3; i++) at = word(word(at, 1), 0);
  return at;
}

static uint64_t size_of(enum kind kind) {
  return kind == kind_large ? (uint64_t)1 << 40 : kind == kind_listed ? nfs_block : kind == kind_made ? 0 : 4096;
}

/* post_op_attr */
static uint8_t *some(uint8_t *at, enum kind kind, uint32_t number) {
  return attributes(word(at, 1), kind, number, size_of(kind));
}

/* wcc_data without the attributes before */
static uint8_t *weak(uint8_t *at, enum kind kind, uint32_t number) {
  return some(word(at, 0), kind, number);
}

static uint8_t *name(uint8_t *at, const char *text, size_t length) {
  at = word(at, (uint32_t)length);
  memset(at + (length & ~(size_t)3), 0, 4);
  memcpy(at, text, length);
  return at + ((length + 3) & ~(size_t)3);
}

/* Everything before the results: mark, xid (patched), REPLY, accepted, AUTH_NONE, success */
static uint8_t *begin(uint8_t *head) {
  uint8_t *at = word(word(head + 4, 0), 1);
  for (int i = 0; i < 4; i++) at = word(at, 0);
  return at;
}

static size_t end(uint8_t *head, const uint8_t *at, size_t data_length) {
  word(head, 0x80000000u | (uint32_t)((size_t)(at - head) - 4 + data_length));
  return (size_t)(at - head);
}

/* MARK: Directories */

struct entry {
  char text[16];
  enum kind kind;
  uint32_t number;
};

static uint32_t child(uint32_t directory, uint32_t index) {
  return (directory - directory_tree) * fanout + index + 1 + directory_tree;
}

static uint32_t children(uint32_t directory) {
  return child(directory, fanout - 1) < directory_tree + nfs_tree_directories ? fanout : 0;
}

static void digits(char *to, uint32_t number, int count) {
  for (to[count] = 0; count > 0; number /= 10) to[--count] = (char)('0' + number % 10);
}

/* The entry at an index; 0 behind the last. */
static int entry(uint32_t directory, uint32_t index, struct entry *entry) {
  static const struct entry roots[] = {{"list", kind_directory, directory_list},
                                       {"tree", kind_directory, directory_tree},
                                       {"file", kind_large, 0}};
  if (directory == directory_root) {
    if (index >= 3) return 0;
    *entry = roots[index];
    return 1;
  }
  uint32_t below = directory == directory_list ? 0 : children(directory);
  uint32_t files = directory == directory_list ? nfs_list_files : nfs_tree_files;
  if (index >= below + files) return 0;
  int is_directory = index < below;
  entry->text[0] = is_directory ? 'd' : 'f';
  digits(entry->text + 1, is_directory ? index : index - below, is_directory ? 1 : 9);
  entry->kind = is_directory ? kind_directory : kind_listed;
  entry->number = is_directory ? child(directory, index) : directory * nfs_list_files + index;
  return 1;
}

/* Pages that have been made, by what was asked for. */
struct page {
  uint32_t directory, cookie, limit;
  size_t length;
  uint8_t *bytes;
};
enum { page_slots = 1 << 15 };
static struct page pages[page_slots];

static void make_page(struct page *page) {
  uint8_t *head = malloc(page->limit + 4096), *last = head + page->limit;
  uint8_t *at = some(word(begin(head), 0), kind_directory, page->directory);
  at = wide(at, 1);  /* cookie verifier */
  struct entry found;
  uint32_t index = page->cookie;
  int more;
  while ((more = entry(page->directory, index, &found)) && at + 200 < last) {
    at = wide(word(at, 1), file_id(found.kind, found.number));
    at = wide(name(at, found.text, strlen(found.text)), ++index);
    at = handle(word(some(at, found.kind, found.number), 1), found.kind, found.number);
  }
  at = word(word(at, 0), !more);
  page->length = end(head, at, 0);
  page->bytes = realloc(head, page->length);
}

static const struct page *page(uint32_t directory, uint32_t cookie, uint32_t limit) {
  size_t slot = (directory * 2654435761u ^ cookie * 40503u ^ limit) % page_slots;
  for (size_t tries = 0; tries < page_slots; tries++, slot = (slot + 1) % page_slots) {
    struct page *page = &pages[slot];
    if (page->bytes == NULL) {
      *page = (struct page){directory, cookie, limit, 0, NULL};
      make_page(page);
      return page;
    }
    if (page->directory == directory && page->cookie == cookie && page->limit == limit) return page;
  }
  return NULL;
}

/* MARK: Calls */

struct reader {
  const uint8_t *at, *end;
};

static uint32_t take(struct reader *reader) {
  uint32_t value = 0;
  if (reader->end - reader->at >= 4) memcpy(&value, reader->at, 4);
  reader->at += 4;
  return ntohl(value);
}

static const uint8_t *opaque(struct reader *reader, uint32_t *length) {
  *length = take(reader);
  const uint8_t *at = reader->at;
  reader->at += (*length + 3) & ~3u;
  return *length <= stub_arguments && reader->at <= reader->end ? at : NULL;
}

struct target {
  enum kind kind;
  uint32_t number;
};

static int take_handle(struct reader *reader, struct target *target) {
  uint32_t length, number;
  const uint8_t *bytes = opaque(reader, &length);
  if (bytes == NULL || length != handle_bytes) return -1;
  memcpy(&number, bytes + 4, 4);
  *target = (struct target){bytes[0], ntohl(number)};
  return 0;
}

/* What a name in a directory is; -1 when there is none. A name is a letter and digits. */
static int take_name(struct reader *reader, uint32_t directory, struct target *target) {
  uint32_t length, number = 0;
  const uint8_t *bytes = opaque(reader, &length);
  if (bytes == NULL || length == 0) return -1;
  for (uint32_t i = 1; i < length; i++) number = number * 10 + (bytes[i] - '0') % 10u;
  if (directory != directory_root) {
    int is_directory = bytes[0] == 'd';
    uint32_t index = is_directory || directory == directory_list ? number : number + children(directory);
    *target = is_directory ? (struct target){kind_directory, child(directory, number)}
                           : (struct target){kind_listed, directory * nfs_list_files + index};
    return 0;
  }
  struct entry fixed;
  for (uint32_t i = 0; entry(directory_root, i, &fixed); i++)
    if (strlen(fixed.text) == length && memcmp(fixed.text, bytes, length) == 0) {
      *target = (struct target){fixed.kind, fixed.number};
      return 0;
    }
  *target = (struct target){kind_made, number % made_files};
  return exists[target->number] ? 0 : -1;
}

static size_t mount_call(uint32_t procedure, uint8_t *head) {
  uint8_t *at = begin(head);
  if (procedure == 1) at = word(word(handle(word(at, 0), kind_directory, directory_root), 1), 1);
  if (procedure == 5) at = word(word(name(word(at, 1), "/export", 7), 0), 0);
  return end(head, at, 0);
}

static size_t fs_info(uint8_t *head) {
  uint8_t *at = some(word(begin(head), 0), kind_directory, directory_root);
  for (int i = 0; i < 2; i++)
    at = word(word(word(at, largest_transfer), largest_transfer), 4096);
  at = wide(word(at, 65536), (uint64_t)1 << 62);
  return end(head, word(word(word(at, 0), 1), 0x1b), 0);
}

static int nfs_call(uint32_t procedure, struct reader *reader, struct stub_reply *reply) {
  uint8_t *head = reply->own, *at = begin(head);
  struct target target = {0}, found = {0};
  uint32_t length, count = 0;
  if (procedure == NFS_NULL) {
    reply->head_length = end(head, at, 0);
    return 0;
  }
  if (take_handle(reader, &target) != 0) return -1;
  switch (procedure) {
    case NFS_GETATTR:
      at = attributes(word(at, 0), target.kind, target.number, size_of(target.kind));
      break;
    case 2: at = weak(word(at, 0), target.kind, target.number); break; /* SETATTR */
    case NFS_LOOKUP:
      if (take_name(reader, target.number, &found) != 0) {
        at = some(word(at, 2), kind_directory, target.number);
        break;
      }
      at = some(handle(word(at, 0), found.kind, found.number), found.kind, found.number);
      at = some(at, kind_directory, target.number);
      break;
    case 4: /* ACCESS: whatever is asked for */
      at = word(some(word(at, 0), target.kind, target.number), take(reader));
      break;
    case NFS_READ:
      reader->at += 8;
      count = take(reader);
      if (count > largest_transfer) count = largest_transfer;
      at = word(word(word(some(word(at, 0), target.kind, target.number), count), 0), count);
      reply->data = data;
      reply->data_length = count;
      break;
    case NFS_WRITE:
      reader->at += 8;
      count = take(reader);
      at = word(word(weak(word(at, 0), target.kind, target.number), count), take(reader));
      at = wide(at, 1);
      break;
    case 8: /* CREATE */
      take_name(reader, directory_root, &found);
      exists[found.number] = 1;
      at = some(handle(word(word(at, 0), 1), kind_made, found.number), kind_made, found.number);
      at = weak(at, kind_directory, target.number);
      break;
    case 12: /* REMOVE */
      take_name(reader, directory_root, &found);
      exists[found.number] = 0;
      at = weak(word(at, 0), kind_directory, target.number);
      break;
    case 17: { /* READDIRPLUS */
      reader->at += 4;
      uint32_t cookie = take(reader);
      reader->at += 8 + 4;
      length = take(reader);
      const struct page *made = page(target.number, cookie, length < 4096 ? 4096 : length);
      if (made == NULL || length > largest_transfer) return -1;
      reply->head = made->bytes;
      reply->head_length = made->length;
      return 0;
    }
    case 19: reply->head_length = fs_info(head); return 0; /* FSINFO */
    case 21: /* COMMIT */
      at = wide(weak(word(at, 0), target.kind, target.number), 1);
      break;
    default: return -1;
  }
  reply->head_length = end(head, at, reply->data_length);
  return 0;
}

void stub_prepare(void) { memset(data, 'x', sizeof data); }

int stub_answer(const uint8_t *call, size_t length, struct stub_reply *reply) {
  struct reader reader = {call, call + length};
  memcpy(&reply->xid, call, 4);
  reader.at += 12;
  uint32_t program = take(&reader), ignored;
  reader.at += 4;
  uint32_t procedure = take(&reader);
  for (int i = 0; i < 2; i++) { /* credential and verifier */
    reader.at += 4;
    if (opaque(&reader, &ignored) == NULL) return -1;
  }
  reply->head = NULL;
  reply->data = NULL;
  reply->data_length = 0;
  if (program == nfs_program) return nfs_call(procedure, &reader, reply);
  if (program != mount_program) return -1;
  reply->head_length = mount_call(procedure, reply->own);
  return 0;
}
