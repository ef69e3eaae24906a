/* badges-render: the helper program that decodes and draws pictures, one job a process.
 *
 * It knows nothing of httpd or of the library: hostile bytes come in on stdin, a PNG goes out on stdout, one line of
 * reason goes to stderr, and the exit code says how it went. io/render.c is the other side. */
#ifndef BDG_RENDER_H
#define BDG_RENDER_H
#include <cairo.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    RENDER_OK = 0,
    RENDER_USAGE = 1,        /* called wrongly: a bug of the caller */
    RENDER_NOT_PICTURE = 2,  /* not a picture that we take, or a broken one */
    RENDER_OVER_CAP = 3,     /* too many bytes or pixels */
    RENDER_LIMIT = 4,        /* out of time or memory */
    RENDER_IO = 5            /* stdin or stdout failed */
} render_code_e;

#define RENDER_IN_MAX (8u << 20)          /* bytes on stdin */
#define RENDER_SIDE_MAX 10000u            /* pixels, one side of any picture */

/* Pixels in memory: 8 bits each of red, green, blue, alpha (not premultiplied), rows without padding. */
typedef struct picture_t {
    uint8_t *rgba;
    uint32_t width, height;
} picture_t;

typedef struct job_t {
    const char *const *args;     /* what follows the job's name, NULL-terminated */
    const uint8_t *in;
    size_t in_len;
} job_t;

/* Ends the process: writes the line to stderr and exits with code. */
_Noreturn void render_fail(render_code_e code, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* limits.c: before the first byte is read. */
void render_limits_set(void);

/* pipe.c */
uint8_t *render_read_all(size_t *len);                         /* stdin, at most RENDER_IN_MAX */
void render_write_all(const void *data, size_t len);           /* stdout */
void *render_alloc(size_t n);                                  /* never NULL */

/* args.c: "--name value" pairs. */
const char *render_arg(const job_t *job, const char *name);    /* NULL when not given */
uint32_t render_arg_uint(const job_t *job, const char *name, uint32_t min, uint32_t max, uint32_t otherwise);
uint64_t render_arg_pixels(const job_t *job, const char *name, uint64_t otherwise);   /* "4096x4096" -> product */

/* picture.c: PNG bytes <-> pixels. The header is held against the caps before anything is decoded. */
picture_t picture_decode_png(const uint8_t *png, size_t len, uint64_t max_pixels);
picture_t picture_decode_jpeg(const uint8_t *jpeg, size_t len, uint32_t side_max);   /* jpeg.c: upright; larger than side_max, but no more than needed */
void picture_write_jpeg(const picture_t *pic);                 /* to stdout; what is clear in it is lost */
picture_t picture_decode_gif(const uint8_t *gif, size_t len, uint64_t max_pixels);   /* gif.c: the first frame */
picture_t picture_shrink(picture_t pic, uint32_t side_max);    /* frees pic when it makes a smaller one */
picture_t picture_from_surface(cairo_surface_t *surface);      /* ARGB32 */
cairo_surface_t *picture_to_surface(const picture_t *pic);
void picture_write_png(const picture_t *pic);                  /* to stdout */
typedef struct rgb_t { double r, g, b; } rgb_t;
/* accent.c: the picture's leading colour: the hue that covers most, counted by how vivid it is. A grey picture gets slate. */
rgb_t picture_accent(const picture_t *pic);
cairo_surface_t *picture_surface(uint32_t width, uint32_t height);   /* a clear ARGB32 surface */

/* words.c: lines of text, set by librsvg (which has pango within), so that fontconfig finds the fonts of every script. */
typedef struct words_t {
    double size;             /* pixels */
    int bold;
    const char *colour;      /* "#1f2937" */
} words_t;
char *words_clean(const char *s);                              /* valid UTF-8 without characters that XML forbids */
double words_width(const words_t *how, const char *s);         /* pixels */
void words_draw(cairo_t *cr, const words_t *how, const char *s, double x, double baseline);
/* Cuts s with an ellipsis to at most width pixels. */
char *words_fit(const words_t *how, const char *s, double width);
/* Breaks s into at most max lines; the last is ellipsised when there is more. Returns how many; *cut says if words were lost. */
int words_wrap(const words_t *how, const char *s, double width, char **lines, int max, int *cut);

/* certificate_pdf.c: a PDF surface in memory; ending it gives the file, with its language and title said as readers want them. */
typedef struct pdf_t { cairo_surface_t *surface; uint8_t *data; size_t len, cap; } pdf_t;
void pdf_begin(pdf_t *pdf, double width, double height);
void pdf_end(pdf_t *pdf, const char *lang);

/* The jobs. */
void job_png_normalise(const job_t *job);
void job_picture_normalise(const job_t *job);
void job_svg_png(const job_t *job);
void job_og_image(const job_t *job);
void job_certificate(const job_t *job);
void job_outline(const job_t *job);
#endif
