# Room for what a build fills in: the records of the layer, by the format of boot-file.h.
    .section .boot, "a", %progbits
    .balign 8
    .globl boot_section
boot_section:
    .zero BOOT_SECTION_BYTES
    .section .note.GNU-stack, "", %progbits
