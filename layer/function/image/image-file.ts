/** Where a built function has its image. */
export const IMAGE_FILE = '.snapboot/image';
