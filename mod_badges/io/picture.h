/* What kind of picture a file is, by its first bytes. Nothing is decoded. */
#ifndef BDG_IO_PICTURE_H
#define BDG_IO_PICTURE_H
#include <stddef.h>
typedef enum { BDG_PICTURE_NONE, BDG_PICTURE_PNG, BDG_PICTURE_JPEG, BDG_PICTURE_GIF, BDG_PICTURE_SVG } bdg_picture_kind_e;
bdg_picture_kind_e bdg_picture_kind(const void *data, size_t len);

/* Width and height of a JPEG that we wrote ourselves. 0: it is none. */
int bdg_picture_jpeg_size(unsigned *width, unsigned *height, const void *data, size_t len);
#endif
