/* How an organisation's administrators see their pages: three colours, a logo, an icon. What an organisation has not set is that of the nearest above it.
 *
 * Text on the navigation must reach 4.5 to 1 (WCAG 2.2, 1.4.3, AA), or the colours are refused. The highlight is never refused: where it would hardly be
 * seen on light or on dark pages (3 to 1; 1.4.11), the nearest shade that is seen is used on those, and links get a shade that can be read. */
#ifndef BDG_CORE_LOOK_H
#define BDG_CORE_LOOK_H
#include "base/site.h"
#include "core/colour.h"
#include "core/edit.h"
#include "store/look.h"

#define BDG_LOOK_NAV "#16213a"            /* what the product ships with: htdocs/styles/colours.css says the same */
#define BDG_LOOK_NAV_TEXT "#dfe5f1"
#define BDG_LOOK_HIGHLIGHT "#2563eb"
#define BDG_LOOK_TEXT_RATIO 4.5
#define BDG_LOOK_FILL_RATIO 3.0
#define BDG_LOOK_UPLOAD_MAX (8 * 1024 * 1024)

typedef struct bdg_look_colours_t { bdg_colour_t nav, nav_text, highlight; } bdg_look_colours_t;

/* What becomes of three colours. */
typedef struct bdg_look_verdict_t {
    double text;                          /* contrast of the text on the navigation */
    int ok;                               /* it is enough */
    bdg_colour_t nearest_text;            /* the nearest that is */
    int quiet, hover;                     /* percent: how much of the text's colour a heading of the navigation has, and how much its ground gets under the pointer */
    int mark;                             /* the selected entry needs a mark, as the highlight is too near to the navigation */
    struct { double seen; bdg_colour_t fill, on, read; int moved; } light, dark;   /* seen: contrast of the highlight as it is; fill, on, read: what is used as ground, on it, as text */
} bdg_look_verdict_t;
void bdg_look_judge(bdg_look_verdict_t *out, const bdg_look_colours_t *colours);

/* The three as they are named in an address: "16213a-dfe5f1-2563eb". 0: it is no such name. */
const char *bdg_look_name(const bdg_look_t *look, apr_pool_t *pool);
int bdg_look_parse(bdg_look_colours_t *out, const char *name);
/* Custom properties for selector (":root"). A pure function of the colours. */
const char *bdg_look_stylesheet(const bdg_look_colours_t *colours, const char *selector, apr_pool_t *pool);

typedef struct bdg_look_typed_t { const char *nav, *nav_text, *highlight; } bdg_look_typed_t;
/* What was typed, where all three are colours; flaws else, and flaws where they cannot be read. */
bdg_err_t *bdg_look_check(bdg_look_colours_t *out, bdg_check_t *check, const bdg_look_typed_t *typed, apr_pool_t *pool) BDG_MUST_CHECK;

/* edit->organisation_id is the organisation, edit->revision that of its look (0: none was set). BDG_E_CONFLICT as always. */
bdg_err_t *bdg_look_colours_set(const bdg_edit_t *edit, const bdg_look_typed_t *typed) BDG_MUST_CHECK;
/* original: those of the product, whatever is set above. Else: what is set above. */
bdg_err_t *bdg_look_colours_drop(const bdg_edit_t *edit, int original) BDG_MUST_CHECK;

typedef enum { BDG_LOOK_LOGO, BDG_LOOK_ICON, BDG_LOOK_LANDING } bdg_look_picture_e;
/* A PNG, JPEG or GIF of any size -> what is kept, decoded and written anew. Runs the helper program: hold no connection meanwhile. BDG_E_INVALID: a flaw of
 * field says why it cannot be used. */
bdg_err_t *bdg_look_picture_read(bdg_look_bytes_t **out, bdg_check_t *check, const char *field, const char *label, bdg_look_picture_e what, int64_t organisation_id,
                                 const bdg_site_t *site, const void *data, size_t len, apr_pool_t *pool) BDG_MUST_CHECK;
/* BDG_LOOK_LOGO or BDG_LOOK_ICON. picture NULL: what is set above is shown again. */
bdg_err_t *bdg_look_picture_set(const bdg_edit_t *edit, bdg_look_picture_e what, const bdg_look_bytes_t *picture) BDG_MUST_CHECK;
#endif
