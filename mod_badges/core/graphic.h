/* The graphics library: pictures that badges and issuers show. A graphic is live: replaced, it shows at once wherever it is used, on what was
 * awarded too (domain.md, Always true 2). */
#ifndef BDG_CORE_GRAPHIC_H
#define BDG_CORE_GRAPHIC_H
#include "base/site.h"
#include "core/design/design.h"
#include "core/edit.h"
#include "store/graphic.h"

#define BDG_GRAPHIC_UPLOAD_MAX (4 * 1024 * 1024)   /* bytes of a file */
#define BDG_GRAPHIC_SIDE 1024                      /* pixels: the larger side of what is kept; smaller PNGs stay as they are */
#define BDG_GRAPHIC_SIDE_MIN 90                    /* pixels: Open Badges' smallest */
#define BDG_GRAPHIC_NAME_MAX 200                   /* characters */
#define BDG_GRAPHIC_TAGS_MAX 20
#define BDG_GRAPHIC_TAG_MAX 50                     /* characters */

/* A file somebody sent -> what is kept. By its content, never by its name: a PNG, JPEG or GIF is decoded and written anew as PNG, an SVG is sanitised
 * and drawn to a PNG as well. Runs the helper program, so hold no connection meanwhile. BDG_E_INVALID: a flaw of `field` says why it cannot be used.
 * BDG_E_UNAVAILABLE: the helper cannot run just now. */
bdg_err_t *bdg_graphic_read(bdg_graphic_bytes_t **out, bdg_check_t *check, const char *field, const bdg_site_t *site, const void *data, size_t len,
                            apr_pool_t *pool) BDG_MUST_CHECK;
/* A name for a file that came without one: its file name without folder and ending; "Graphic" for nothing usable. */
const char *bdg_graphic_name_of(const char *filename, apr_pool_t *pool);

/* A design -> what is kept, as if its SVG had been sent. picture: the PNG of the graphic that design->picture names, or NULL. Words that do not fit are
 * flaws of check, with BDG_E_INVALID; *out can be shown even then. Runs the helper program twice, so hold no connection meanwhile. */
bdg_err_t *bdg_graphic_draw(bdg_graphic_bytes_t **out, bdg_check_t *check, const bdg_design_t *design, const bdg_site_t *site, const void *picture, size_t picture_len,
                            apr_pool_t *pool) BDG_MUST_CHECK;
/* Only its SVG, sanitised, for a look at it; flaws are added to check, without an error. */
bdg_err_t *bdg_graphic_preview(const char **svg, size_t *len, bdg_check_t *check, const bdg_design_t *design, const bdg_site_t *site, const void *picture, size_t picture_len,
                               apr_pool_t *pool) BDG_MUST_CHECK;

/* As typed. tags: "water, rescue"; NULL leaves them as they are. */
typedef struct bdg_graphic_typed_t { const char *name, *tags; } bdg_graphic_typed_t;

/* Into the library. Sets *graphic (public_id, id). Asks no permission: the caller's route did. BDG_E_INVALID: see edit->check. */
bdg_err_t *bdg_graphic_create(bdg_graphic_t **graphic, const bdg_edit_t *edit, const bdg_graphic_typed_t *typed, const bdg_graphic_bytes_t *bytes) BDG_MUST_CHECK;
/* Another name, other tags, and another picture unless bytes is NULL. BDG_E_CONFLICT: somebody else changed it meanwhile. */
bdg_err_t *bdg_graphic_change(const bdg_edit_t *edit, const bdg_graphic_typed_t *typed, const bdg_graphic_bytes_t *bytes) BDG_MUST_CHECK;
/* Not offered any more; where it is shown it stays. */
bdg_err_t *bdg_graphic_archive(const bdg_edit_t *edit) BDG_MUST_CHECK;
bdg_err_t *bdg_graphic_restore(const bdg_edit_t *edit) BDG_MUST_CHECK;
#endif
