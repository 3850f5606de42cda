/* SPDX-License-Identifier: Apache-2.0
 * Names for addresses. The dynamic linker knows exported functions only; for the others the symbol table
 * of the file is read, if it was not stripped. Slow, and used in reports alone. */
#include "kpi_checked_support.h"

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

extern char *swift_demangle(const char *name, size_t length, char *buffer, size_t *size,
                            uint32_t flags) __attribute__((weak));

/* The function around `address`, an address as the file knows it. */
static const ElfW(Sym) *best_symbol(const char *image, size_t size, ElfW(Addr) address,
                                    const char **strings) {
  const ElfW(Ehdr) *file = (const void *)image;
  if (size < sizeof *file || memcmp(file->e_ident, ELFMAG, SELFMAG) != 0) return NULL;
  if (file->e_shoff == 0 || file->e_shoff + (size_t)file->e_shnum * sizeof(ElfW(Shdr)) > size) {
    return NULL;
  }
  const ElfW(Shdr) *sections = (const void *)(image + file->e_shoff);
  const ElfW(Sym) *best = NULL;
  for (int i = 0; i < file->e_shnum; i++) {
    const ElfW(Shdr) *table = &sections[i];
    if (table->sh_type != SHT_SYMTAB || table->sh_link >= file->e_shnum) continue;
    const ElfW(Shdr) *names = &sections[table->sh_link];
    if (table->sh_offset + table->sh_size > size || names->sh_offset + names->sh_size > size) {
      continue;
    }
    const ElfW(Sym) *symbols = (const void *)(image + table->sh_offset);
    for (size_t n = 0; n < table->sh_size / sizeof(ElfW(Sym)); n++) {
      if (ELF64_ST_TYPE(symbols[n].st_info) != STT_FUNC || symbols[n].st_value > address) continue;
      if (symbols[n].st_name >= names->sh_size) continue;
      if (best == NULL || symbols[n].st_value > best->st_value) {
        best = &symbols[n];
        *strings = image + names->sh_offset;
      }
    }
  }
  return best;
}

/* Looks into the file of an object for a function that the dynamic linker does not know. */
static bool find_in_file(const char *path, ElfW(Addr) address, char *name, size_t size,
                         uint64_t *offset) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  struct stat status;
  bool found = false;
  if (fstat(fd, &status) == 0 && status.st_size > 0) {
    size_t bytes = (size_t)status.st_size;
    char *image = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, fd, 0);
    if (image != MAP_FAILED) {
      const char *strings = NULL;
      const ElfW(Sym) *symbol = best_symbol(image, bytes, address, &strings);
      if (symbol != NULL) {
        snprintf(name, size, "%s", strings + symbol->st_name);
        *offset = address - symbol->st_value;
        found = true;
      }
      munmap(image, bytes);
    }
  }
  close(fd);
  return found;
}

static bool starts_with(const char *text, const char *prefix) {
  return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Frames that a reader of a report does not want to see. */
static bool is_ours(const char *name, const char *object) {
  static const char *const prefixes[] = {
    "$s9SocketKPI", "mbuf_", "sock_", "sockopt_", "sflt_", "kpi_", "$ss", "$sS", "$s15Sync", "swift_",
  };
  for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
    if (starts_with(name, prefixes[i])) return true;
  }
  const char *slash = strrchr(object, '/');
  return starts_with(slash != NULL ? slash + 1 : object, "libswift");
}

static bool is_start(const char *name, const char *object) {
  return starts_with(object, "libc.so") || starts_with(name, "__libc_start")
      || strcmp(name, "_start") == 0 || strcmp(name, "start_thread") == 0;
}

void kpi_symbolize(uintptr_t address, struct kpi_place *place) {
  memset(place, 0, sizeof *place);
  ElfW(Addr) inside = address - 1; /* a return address may belong to the next function already */
  Dl_info info;
  struct link_map *map = NULL;
  if (dladdr1((void *)inside, &info, (void **)&map, RTLD_DL_LINKMAP) == 0) return;
  const char *path = info.dli_fname;
  if (map != NULL && map->l_name[0] == '\0') path = "/proc/self/exe";
  ElfW(Addr) base = map != NULL ? map->l_addr : (ElfW(Addr))info.dli_fbase;
  char mangled[1024] = "";
  if (!find_in_file(path, inside - base, mangled, sizeof mangled, &place->offset)) {
    if (info.dli_sname != NULL) {
      snprintf(mangled, sizeof mangled, "%s", info.dli_sname);
      place->offset = inside - (ElfW(Addr))info.dli_saddr;
    } else {
      place->offset = inside - base;
    }
  }
  const char *object = info.dli_fname != NULL ? strrchr(info.dli_fname, '/') : NULL;
  snprintf(place->object, sizeof place->object, "%s",
           object != NULL ? object + 1 : info.dli_fname != NULL ? info.dli_fname : "");
  place->is_ours = is_ours(mangled, place->object);
  place->is_start = is_start(mangled, place->object);
  char *plain = NULL;
  if (swift_demangle != NULL && starts_with(mangled, "$s")) {
    plain = swift_demangle(mangled, strlen(mangled), NULL, NULL, 0);
  }
  snprintf(place->name, sizeof place->name, "%s", plain != NULL ? plain : mangled);
  free(plain);
}
