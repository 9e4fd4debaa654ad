// The list of the launcher, which a test may fill.
unsigned char boot_section[BOOT_SECTION_BYTES];
