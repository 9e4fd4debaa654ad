#include "vdso.h"
#include <stdlib.h>
#include <string.h>
#include "processor.h"

// A stretch of the vDSO, or the end of the dumper where it is not within.
static const void *within(struct dump *dump, const unsigned char *vdso, uint64_t size, uint64_t at, uint64_t bytes) {
  if (at > size || bytes > size - at) fail(dump, "the vDSO is not one");
  return vdso + at;
}

static const Elf64_Phdr *part_of(struct dump *dump, const unsigned char *vdso, uint64_t size, uint32_t type) {
  const Elf64_Ehdr *header = within(dump, vdso, size, 0, sizeof *header);
  for (int index = 0; index < header->e_phnum; index++) {
    const Elf64_Phdr *part = within(dump, vdso, size, header->e_phoff + (uint64_t)index * sizeof *part, sizeof *part);
    if (part->p_type == type) return part;
  }
  fail(dump, "the vDSO has no part of type %u", type);
}

static void note_function(struct dump *dump, uint64_t address, const char *name) {
  struct image_vdso_function *noted = &dump->vdso_functions[dump->header.vdso_functions.count];
  if (strncmp(name, VDSO_PREFIX, strlen(VDSO_PREFIX)) != 0 || strstr(name, "sigreturn")) return;
  if (dump->header.vdso_functions.count == MOST_VDSO_FUNCTIONS || strlen(name) >= sizeof noted->name)
    fail(dump, "the vDSO has more than an image takes (%s)", name);
  noted->address = address;
  strcpy(noted->name, name);
  dump->header.vdso_functions.count++;
}

// The symbols end where their names begin, as linkers lay it out.
static void note_symbols(struct dump *dump, const unsigned char *vdso, uint64_t size, uint64_t symbols, uint64_t names) {
  for (uint64_t at = symbols; at + sizeof(Elf64_Sym) <= names; at += sizeof(Elf64_Sym)) {
    const Elf64_Sym *symbol = within(dump, vdso, size, at, sizeof *symbol);
    if (symbol->st_value == 0) continue;
    const char *name = within(dump, vdso, size, names + symbol->st_name, 1);
    if (memchr(name, 0, size - (uint64_t)(name - (const char *)vdso)) == 0) fail(dump, "the vDSO is not one");
    note_function(dump, dump->header.vdso + symbol->st_value, name);
  }
}

void note_vdso(struct dump *dump, uint64_t address, uint64_t bytes) {
  unsigned char *vdso = malloc(bytes);
  uint64_t symbols = 0, names = 0;
  if (!vdso) fail(dump, "there is no memory");
  read_memory(dump, address, vdso, bytes);
  dump->header.vdso = address;
  dump->header.vdso_bytes = bytes;
  const Elf64_Phdr *dynamic = part_of(dump, vdso, bytes, PT_DYNAMIC);
  for (uint64_t at = dynamic->p_offset;; at += sizeof(Elf64_Dyn)) {
    const Elf64_Dyn *entry = within(dump, vdso, bytes, at, sizeof *entry);
    if (entry->d_tag == DT_NULL) break;
    if (entry->d_tag == DT_SYMTAB) symbols = entry->d_un.d_ptr;
    if (entry->d_tag == DT_STRTAB) names = entry->d_un.d_ptr;
  }
  // The kernel leaves them relative to its beginning.
  note_symbols(dump, vdso, bytes, symbols, names);
  free(vdso);
}
