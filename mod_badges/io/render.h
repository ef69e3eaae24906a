/* Work on pictures by the helper program badges-render: a process a job, under rlimits and a time-out. See mod_badges/render/. */
#ifndef BDG_IO_RENDER_H
#define BDG_IO_RENDER_H
#include "base/buf.h"

#define BDG_RENDER_IN_MAX (8u << 20)     /* bytes sent */
#define BDG_RENDER_OUT_MAX (16u << 20)   /* bytes of a PNG of 1200 by 1200 pixels and more than that */
#define BDG_RENDER_PARALLEL 4            /* helpers at once in this process; others wait their turn within their time-out */

typedef struct bdg_render_t {
    const char *program;     /* absolute path of badges-render */
    int timeout_ms;          /* by the clock on the wall, the wait for a turn included; 0: 10 seconds */
} bdg_render_t;

/* Runs a job. args: job's name and options, NULL-terminated, without the program's name. in: what it gets on stdin.
 * *out: what it wrote, in pool, at most out_max bytes. Any number of threads may call this at once; no signal handler, no
 * SIGCHLD, no shell; the helper inherits three descriptors and four variables of ours, and nothing else.
 *
 * BDG_E_INVALID: not a picture, or broken. BDG_E_TOO_LARGE: over a cap, or takes too much time or memory.
 * BDG_E_UNAVAILABLE: all helpers busy, or none can be run (detail says why). BDG_E_INTERNAL: called wrongly. */
bdg_err_t *bdg_render_run(const bdg_render_t *cfg, const char *const *args, const void *in, size_t in_len, size_t out_max,
                          bdg_buf_t **out, apr_pool_t *pool) BDG_MUST_CHECK;

/* PNG -> PNG: decoded and written anew (RGBA, first frame, no metadata), the larger side at most side_max pixels. */
bdg_err_t *bdg_render_png(const bdg_render_t *cfg, const void *png, size_t len, unsigned side_max, bdg_buf_t **out, apr_pool_t *pool) BDG_MUST_CHECK;
/* The same of a PNG, a JPEG (turned upright as its camera says; up to 64 million pixels) or a GIF (its first frame): io/picture.h tells them apart. */
bdg_err_t *bdg_render_picture(const bdg_render_t *cfg, const void *bytes, size_t len, unsigned side_max, bdg_buf_t **out, apr_pool_t *pool) BDG_MUST_CHECK;
/* The same for what is shown large: JPEG comes out where nothing of the picture is clear, which is a tenth of the bytes for a photograph; else PNG. */
bdg_err_t *bdg_render_photo(const bdg_render_t *cfg, const void *bytes, size_t len, unsigned side_max, bdg_buf_t **out, apr_pool_t *pool) BDG_MUST_CHECK;
/* Sanitised SVG -> PNG, as large as fits into width by height pixels (1..4096), ratio kept, ground clear. */
bdg_err_t *bdg_render_svg(const bdg_render_t *cfg, const void *svg, size_t len, unsigned width, unsigned height, bdg_buf_t **out, apr_pool_t *pool) BDG_MUST_CHECK;

/* The card for link previews, 1200 by 627 pixels. All words are UTF-8, of any length (set smaller, then ellipsised); NULL leaves one out. */
typedef struct bdg_render_card_t {
    const char *title;       /* badge class: "Water Safety, level 2" */
    const char *label;       /* above the recipient; NULL: "Awarded to" */
    const char *recipient;
    const char *issuer;
    const char *date;        /* in words */
    const char *host;        /* at the foot */
} bdg_render_card_t;
bdg_err_t *bdg_render_card(const bdg_render_t *cfg, const bdg_render_card_t *card, const void *png, size_t png_len, bdg_buf_t **out, apr_pool_t *pool) BDG_MUST_CHECK;

/* A certificate to print: one sheet of A4 across, as PDF. All words are UTF-8 in any script, of any length (set smaller, then ellipsised); NULL leaves
 * one out. The same words and picture give the same bytes. */
typedef struct bdg_render_certificate_t {
    const char *title;       /* of the document */
    const char *label;       /* "Certificate" */
    const char *recipient;
    const char *given;       /* "has been awarded" */
    const char *badge;
    const char *by;          /* "by Northgate College" */
    const char *author;      /* of the document */
    const char *text;        /* what it took, in short */
    const char *dates;       /* "12 November 2026, valid until 12 November 2028" */
    const char *verify;      /* beside the QR code */
    const char *url;         /* in it */
    const char *shown_url, *id;
    const char *lang;        /* BCP 47 */
    const char *created;     /* ISO 8601: said to be the file's date */
} bdg_render_certificate_t;
#define BDG_CERTIFICATE_MAX (12u << 20)
/* png: always; svg: sanitised, or NULL: drawn instead of it, sharp at any size. Errors as of bdg_render_run(). */
bdg_err_t *bdg_render_certificate(const bdg_render_t *cfg, const bdg_render_certificate_t *certificate, const void *png, size_t png_len, const void *svg, size_t svg_len,
                                  bdg_buf_t **out, apr_pool_t *pool) BDG_MUST_CHECK;

/* Words as outlines, for pictures that look the same wherever they are shown: set in a font of this machine, along a line or around a circle, and made
 * smaller until they fit. */
typedef struct bdg_render_line_t {
    const char *text;        /* UTF-8 in any script, at most 400 bytes */
    double size, least;      /* of the letters: what is wished, and the smallest that is still fine */
    double x, y;             /* straight: the middle of the line, between baseline and top of the capitals; around: the middle of the circle */
    double width;            /* straight: room */
    double r, span;          /* around, when r > 0: radius of the middle of the capitals; room in radians, centred at the top, or, with inside, at the foot */
    int inside;
    /* comes back: */
    const char *d;           /* for a path element */
    double set;              /* the size it was set in, which is below least where fits is 0 */
    int fits;
    const char *missing;     /* the first character that no font has, or NULL */
} bdg_render_line_t;
#define BDG_RENDER_LINES_MAX 8
#define BDG_RENDER_LINE_BYTES 400
/* font: families, the best first; weight: 100..1000; spacing: between letters, in em. */
bdg_err_t *bdg_render_outline(const bdg_render_t *cfg, const char *font, int weight, double spacing, bdg_render_line_t *lines, int n, apr_pool_t *pool) BDG_MUST_CHECK;
#endif
