#include "vdso.h"
#include <elf.h>
#include "../text.h"
#include "resume.h"

enum { READ_AND_WRITE = 3, READ_AND_EXECUTE = 5, PRIVATE_FIXED_ANONYMOUS = 0x32 };

struct symbols {
  const Elf64_Sym *first;
  const char *names;
  u64 name_bytes;
};

// The kernel's own: what it says of itself is as it says. Names stand behind the symbols, and something else may between.
static struct symbols symbols_of(u64 vdso) {
  struct symbols symbols = {0, 0, 0};
  const Elf64_Ehdr *header = (const Elf64_Ehdr *)vdso;
  const Elf64_Phdr *part = (const Elf64_Phdr *)(vdso + header->e_phoff);
  const Elf64_Dyn *entry = 0;
  for (int index = 0; index < header->e_phnum; index++)
    if (part[index].p_type == PT_DYNAMIC) entry = (const Elf64_Dyn *)(vdso + part[index].p_offset);
  for (; entry && entry->d_tag != DT_NULL; entry++) {
    if (entry->d_tag == DT_SYMTAB) symbols.first = (const Elf64_Sym *)(vdso + entry->d_un.d_ptr);
    if (entry->d_tag == DT_STRTAB) symbols.names = (const char *)(vdso + entry->d_un.d_ptr);
    if (entry->d_tag == DT_STRSZ) symbols.name_bytes = entry->d_un.d_val;
  }
  return symbols;
}

static u64 address_of(u64 vdso, const struct symbols *symbols, const char *name) {
  const Elf64_Sym *symbol = symbols->first;
  for (; symbol && (const char *)(symbol + 1) <= symbols->names; symbol++)
    if (symbol->st_value && symbol->st_name < symbols->name_bytes && is_same(symbols->names + symbol->st_name, name))
      return vdso + symbol->st_value;
  return 0;
}

void restore_vdso(const struct image *image, u64 vdso) {
  const struct image_header *header = image->header;
  const struct image_vdso_function *function = TABLE_OF(image, vdso_functions);
  if (!header->vdso_bytes) return;
  struct symbols symbols = vdso ? symbols_of(vdso) : (struct symbols){0, 0, 0};
  system_call(CALL_MMAP, (long)header->vdso, (long)header->vdso_bytes, READ_AND_WRITE, PRIVATE_FIXED_ANONYMOUS, -1, 0);
  for (u32 index = 0; index < header->vdso_functions.count; index++, function++) {
    u64 to = address_of(vdso, &symbols, function->name);
    if (to) write_jump((byte *)function->address, to);
    else write_absence((byte *)function->address);
  }
  make_executable_seen(header->vdso, header->vdso + header->vdso_bytes);
  system_call(CALL_MPROTECT, (long)header->vdso, (long)header->vdso_bytes, READ_AND_EXECUTE, 0, 0, 0);
}
