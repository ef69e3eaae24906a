/* A drawn badge as data: what somebody chose in the designer, checked, and nothing else. The picture is made from it by core/design/draw.h.
 *
 * As JSON it is one flat object, {"version": 1, "shape": "hexagon", "edge": "#0b2545", ...}: each member is a field of the form, by the same name. A field
 * that is missing has its default; members that are not known are ignored, so that a later version's designs can still be opened. */
#ifndef BDG_DESIGN_H
#define BDG_DESIGN_H
#include "base/json.h"
#include "core/check.h"
#include "core/design/rgb.h"
#include "core/design/shape.h"

#define BDG_DESIGN_VERSION 1
#define BDG_DESIGN_BYTES 8192          /* of JSON */
#define BDG_DESIGN_RINGS 3

typedef enum { BDG_RING_NONE, BDG_RING_PLAIN, BDG_RING_THIN, BDG_RING_DOUBLE, BDG_RING_DASHED, BDG_RING_BEADED, BDG_RING_SCALLOPED, BDG_RING_ROPE, BDG_RING_TICKS } bdg_ring_e;
typedef enum { BDG_PATTERN_NONE, BDG_PATTERN_RAYS, BDG_PATTERN_FACETS, BDG_PATTERN_WAVES, BDG_PATTERN_DOTS, BDG_PATTERN_GUILLOCHE, BDG_PATTERN_CIRCUIT } bdg_pattern_e;
typedef enum { BDG_FINISH_FLAT, BDG_FINISH_SOFT, BDG_FINISH_METAL } bdg_finish_e;
typedef enum { BDG_RIBBON_NONE, BDG_RIBBON_BANNER, BDG_RIBBON_CURVED, BDG_RIBBON_PLAQUE, BDG_RIBBON_TAILS } bdg_ribbon_e;
typedef enum { BDG_CENTRE_ICON, BDG_CENTRE_TEXT, BDG_CENTRE_PICTURE, BDG_CENTRE_NONE } bdg_centre_e;
enum { BDG_COLOUR_EDGE, BDG_COLOUR_FIELD, BDG_COLOUR_BAND, BDG_COLOUR_ACCENT, BDG_COLOUR_RIBBON, BDG_COLOUR_LETTERS, BDG_COLOURS };

typedef struct bdg_design_t {
    int shape, pattern, finish, ring[BDG_DESIGN_RINGS], ribbon, centre, wreath, font;
    int palette;                        /* row of bdg_palettes; the last is "own", and then colour[] is as chosen */
    bdg_rgb_t colour[BDG_COLOURS];      /* as drawn, of the palette or own */
    int stars;                          /* 0..5 */
    int size;                           /* of the centre, per cent: 50..130 */
    const char *top, *bottom, *banner;  /* text around the top, around the foot, on the ribbon; "" for none */
    const char *text, *caption;         /* in the centre, and below what is in the centre */
    const char *icon;                   /* name of a row of bdg_design_icons, or "" */
    const char *picture;                /* public id of a graphic of the library, or "" */
} bdg_design_t;

/* What can be chosen, in the order it is shown. Ends with name NULL. */
typedef struct bdg_design_choice_t { const char *name, *words; } bdg_design_choice_t;
typedef struct bdg_design_field_t {
    const char *name, *label;
    const bdg_design_choice_t *choices;
    size_t offset;                      /* of the int in bdg_design_t */
} bdg_design_field_t;
extern const bdg_design_field_t bdg_design_fields[];     /* ends with name NULL */

typedef struct bdg_palette_t { const char *name, *words; bdg_rgb_t colour[BDG_COLOURS]; } bdg_palette_t;
extern const bdg_palette_t bdg_palettes[];               /* ends with "own", then name NULL */
extern const char *const bdg_colour_names[BDG_COLOURS], *const bdg_colour_words[BDG_COLOURS];

/* Icons: made at build time from the package named in package.json (scripts/gen-design.mjs). */
typedef struct bdg_design_icon_t {
    const char *name, *words;           /* words: to search by; the first is what it is called */
    int filled;                         /* else lines of 2 units with round ends */
    const char *d;                      /* in a square of 24 */
} bdg_design_icon_t;
extern const bdg_design_icon_t bdg_design_icons[];       /* ends with name NULL */
const char *bdg_design_icon_words(const bdg_design_icon_t *icon, apr_pool_t *pool);      /* what it is called, in the language of the thread */
const bdg_design_icon_t *bdg_design_icon(const char *name);   /* NULL when there is none */

/* Designs to start from (htdocs/static/samples/<name>.json), made at build time too. */
typedef struct bdg_sample_t { const char *name, *words, *json; } bdg_sample_t;
extern const bdg_sample_t bdg_design_samples[];          /* ends with name NULL */

/* Gives the value of a field as text, or NULL when it was not sent. */
typedef const char *bdg_design_get_fn(void *baton, const char *name);
/* Reads and checks; never NULL, and fit to be drawn whatever was sent: where there is a flaw it has the default. What is wrong is added to check. */
bdg_design_t *bdg_design_read(bdg_check_t *check, bdg_design_get_fn *get, void *baton, apr_pool_t *pool);
/* From JSON, which is ours or anybody's. BDG_E_MALFORMED: no such JSON; BDG_E_TOO_LARGE. */
bdg_err_t *bdg_design_parse(bdg_design_t **out, bdg_check_t *check, const char *json, size_t len, apr_pool_t *pool) BDG_MUST_CHECK;
/* Compact JSON of all fields, in one order: the same design gives the same text. */
const char *bdg_design_json(const bdg_design_t *design, apr_pool_t *pool);
/* The value of a field as the form has it; "" for a field that there is not. */
const char *bdg_design_value(const bdg_design_t *design, const char *field, apr_pool_t *pool);

/* Where two designs are not the same: an array of bdg_design_difference_t, in words for people; field: as bdg_design_value() takes it. */
typedef struct bdg_design_difference_t { const char *field, *label, *a, *b; } bdg_design_difference_t;
apr_array_header_t *bdg_design_differences(const bdg_design_t *a, const bdg_design_t *b, apr_pool_t *pool);

/* What can hardly be read: sentences, NULL at the end. */
const char *const *bdg_design_hints(const bdg_design_t *design, apr_pool_t *pool);
#endif
