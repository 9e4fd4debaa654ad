#include "image/checked-tables.h"
#include "expect.h"
#include "real-system.h"
#include "small-image.h"

static struct image_header *image;

#define REFUSED(change) (image = small_image(), (void)(change), EXPECT(!has_sound_tables(image)))
#define ACCEPTED(change) (image = small_image(), (void)(change), EXPECT(has_sound_tables(image)))
#define MAP ENTRY_OF(image, image_map, maps)
#define THREAD ENTRY_OF(image, image_thread, threads)
#define DESCRIPTOR ENTRY_OF(image, image_descriptor, descriptors)
#define FUNCTION ENTRY_OF(image, image_vdso_function, vdso_functions)
#define OWN_BYTES (1ul << 36)

static void sound(void) { ACCEPTED(0); }

// One entry more than there is room for; a place that is not one of a word; beyond the end; and where numbers end.
static void beyond_the_header(void) {
  struct {
    u64 place, entry_bytes;
  } tables[] = {{offsetof(struct image_header, maps), sizeof(struct image_map)},
                {offsetof(struct image_header, threads), sizeof(struct image_thread)},
                {offsetof(struct image_header, descriptors), sizeof(struct image_descriptor)},
                {offsetof(struct image_header, watches), sizeof(struct image_watch)},
                {offsetof(struct image_header, vdso_functions), sizeof(struct image_vdso_function)},
                {offsetof(struct image_header, actions), sizeof(struct image_action)},
                {offsetof(struct image_header, words), sizeof(struct image_word)},
                {offsetof(struct image_header, written), sizeof(struct image_range)},
                {offsetof(struct image_header, records), 1},
                {offsetof(struct image_header, text), 1}};
  for (u64 index = 0; index < sizeof tables / sizeof *tables; index++) {
#define TABLE ((struct image_table *)((char *)image + tables[index].place))
    REFUSED(TABLE->count = (u32)((image->header_bytes - TABLE->at) / tables[index].entry_bytes + 1));
    REFUSED(TABLE->count = ~0u);
    REFUSED(TABLE->at += 4);
    REFUSED(TABLE->at = image->header_bytes + 8);
    REFUSED(TABLE->at = ~7u);
#undef TABLE
  }
}

static void places(void) {
  REFUSED(MAP->address = 0xf000);
  REFUSED(MAP->address += 8);
  REFUSED(MAP->bytes += 8);
  REFUSED(MAP->bytes = 0);
  REFUSED(MAP->bytes = 2 * PAGE_BYTES + PAGE_BYTES);
  REFUSED(MAP[1].address = SMALL_MAP + PAGE_BYTES);
  REFUSED(MAP[2].address = 0xfffffffff000ul);
  REFUSED(MAP[2].bytes = 0xfffffffff000ul - SMALL_MAP);
  REFUSED(MAP[2].bytes = ~0ul << 12);
  REFUSED(MAP[2].access = 8);
}

static void of_launcher(void) {
  REFUSED(MAP[2].address = LAUNCHER_ADDRESS);
  REFUSED(MAP[2].address = LAUNCHER_ADDRESS - OWN_BYTES);
  REFUSED(MAP[2].address = LAUNCHER_ADDRESS + OWN_BYTES - PAGE_BYTES);
  REFUSED((MAP[2].address = LAUNCHER_ADDRESS - (1ul << 40), MAP[2].bytes = 1ul << 41));
  ACCEPTED(MAP[2].address = LAUNCHER_ADDRESS - OWN_BYTES - PAGE_BYTES);
  ACCEPTED(MAP[2].address = LAUNCHER_ADDRESS + OWN_BYTES);
}

static void sources(void) {
  REFUSED(MAP->source = 3);
  REFUSED(MAP->offset = 8);
  REFUSED(MAP->offset = PAGE_BYTES);
  REFUSED(image->node_bytes = PAGE_BYTES);
  REFUSED(image->node_bytes = ~0ul);
  REFUSED(MAP[1].offset = IMAGE_PAGES_AT + PAGE_BYTES);
  REFUSED(MAP[1].offset = ~0ul << 12);
  REFUSED(image->file_bytes = IMAGE_PAGES_AT + PAGE_BYTES - 1);
  ACCEPTED(image->node_bytes = PAGE_BYTES + 1);
}

static void threads(void) {
  REFUSED(image->threads.count = 0);
  REFUSED(THREAD->frame += 8);
  REFUSED(THREAD[1].frame = image->header_bytes - IMAGE_FRAME_BYTES + 64);
  REFUSED(THREAD[1].frame = ~63u);
  REFUSED(memset(THREAD->name, 'x', sizeof THREAD->name));
  image = calloc(1, IMAGE_FRAME_BYTES - 64);
  image->header_bytes = IMAGE_FRAME_BYTES - 64;
  image->threads = (struct image_table){256, 1};
  image->actions = (struct image_table){512, IMAGE_SIGNALS};
  EXPECT(!has_sound_tables(image));
}

static void too_many(void) {
  image = calloc(1, IMAGE_PAGES_AT);
  *image = *small_image();
  image->header_bytes = IMAGE_PAGES_AT;
  image->maps = image->threads = image->descriptors = image->watches = (struct image_table){IMAGE_PAGES_AT, 0};
  image->vdso_functions = image->words = image->written = image->records = image->text = image->maps;
  image->actions.at = image->threads.at = 512 << 10;
  image->threads.count = 64;
  EXPECT(has_sound_tables(image));
  image->threads.count = 65;
  EXPECT(!has_sound_tables(image));
}

static void descriptors(void) {
  REFUSED(DESCRIPTOR->number = 63);
  REFUSED(DESCRIPTOR->number = -1);
  REFUSED(DESCRIPTOR->number = 1 << 20);
  REFUSED(DESCRIPTOR->other = 62);
  REFUSED(DESCRIPTOR->other = -2);
  REFUSED(DESCRIPTOR->kind = 6);
  ACCEPTED(DESCRIPTOR->other = -1);
}

static void text_of_descriptors(void) {
  REFUSED(DESCRIPTOR->text = image->text.count);
  REFUSED(DESCRIPTOR->text = ~0u);
  REFUSED(DESCRIPTOR->value = image->text.count + 1);
  REFUSED(DESCRIPTOR->value = ~0ul);
  REFUSED(DESCRIPTOR[1].text = image->text.count);
  REFUSED(DESCRIPTOR[1].text = ~0u);
  REFUSED(image->text.count--);
  ACCEPTED(DESCRIPTOR->value = image->text.count);
}

static void vdso(void) {
  REFUSED(image->vdso += 8);
  REFUSED(image->vdso_bytes += 8);
  REFUSED(image->vdso_bytes = 2 * IMAGE_PAGES_AT);
  REFUSED(image->vdso = LAUNCHER_ADDRESS);
  REFUSED(image->vdso = SMALL_MAP);
  REFUSED(image->vdso = ~0ul << 12);
  REFUSED(image->vdso_bytes = 0);
  ACCEPTED((image->vdso_bytes = 0, image->vdso_functions.count = 0));
}

static void functions(void) {
  REFUSED(FUNCTION->address = SMALL_VDSO - 1);
  REFUSED(FUNCTION->address = SMALL_VDSO + PAGE_BYTES - 15);
  REFUSED(FUNCTION->address = ~0ul);
  // With a place of zero, numbers end behind it.
  REFUSED((image->vdso = 0, FUNCTION->address = ~0ul - 7));
  REFUSED(memset(FUNCTION->name, 'x', sizeof FUNCTION->name));
  ACCEPTED(FUNCTION->address = SMALL_VDSO + PAGE_BYTES - 16);
}

static void actions(void) { REFUSED(image->actions.count--); }

TESTS({"an image is accepted where all that it says can be", sound},
      {"a table lies within the header, whatever is said of it", beyond_the_header},
      {"memory is whole pages, one after the other, where processes have theirs", places},
      {"no memory is where the launcher has its own", of_launcher},
      {"memory comes from within its file, the last page of Node.js included", sources},
      {"a thread has its registers within the header, and a name with an end", threads},
      {"there are at most 64 threads", too_many},
      {"descriptors have numbers from 64 on, and a kind that is known", descriptors},
      {"the path of a file has an end, and what a pipe holds is there", text_of_descriptors},
      {"the vDSO has a place of its own", vdso},
      {"a function of the vDSO lies within it, with room for a jump", functions},
      {"there is an action for each signal", actions})
