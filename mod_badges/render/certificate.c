/* A certificate to print: A4 across, the badge at the left, the words at the right, a QR code that leads to the award's page.
 * Words are set by Pango, which finds a font for every script and turns right-to-left ones round. */
#include "render/render.h"
#include <cairo-pdf.h>
#include <jansson.h>
#include <librsvg/rsvg.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

/* Points. */
enum { PAGE_W = 842, PAGE_H = 595, LEFT = 300, RIGHT = 782, TOP = 76, FOOT = 447, QR = 96, HEADER_MAX = 64 << 10, SVG_MAX = 1 << 20 };

typedef struct sheet_t {
    char *title, *label, *recipient, *given, *badge, *by, *author, *text, *dates, *verify, *url, *shown_url, *id, *lang, *created;
} sheet_t;

typedef struct parts_t { const uint8_t *png, *svg; size_t png_len, svg_len; } parts_t;

static char *field(const json_t *j, const char *key)
{
    const char *s = json_string_value(json_object_get(j, key));
    return words_clean(s ? s : "");
}

static size_t length(const uint8_t **p, size_t *left)
{
    if (*left < 4)
        render_fail(RENDER_USAGE, "too short");
    size_t n = (size_t)(*p)[0] << 24 | (size_t)(*p)[1] << 16 | (size_t)(*p)[2] << 8 | (*p)[3];
    *p += 4;
    *left -= 4;
    if (n > *left)
        render_fail(RENDER_USAGE, "a part of %zu bytes", n);
    *left -= n;
    return n;
}

static sheet_t read_sheet(const job_t *job, parts_t *parts)
{
    const uint8_t *p = job->in;
    size_t left = job->in_len, n = length(&p, &left);
    json_error_t error;
    if (n > HEADER_MAX)
        render_fail(RENDER_USAGE, "header of %zu bytes", n);
    json_t *j = json_loadb((const char *)p, n, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(j))
        render_fail(RENDER_USAGE, "header is not a JSON object");
    sheet_t s = { field(j, "title"), field(j, "label"), field(j, "recipient"), field(j, "given"), field(j, "badge"), field(j, "by"), field(j, "author"), field(j, "text"), field(j, "dates"),
                  field(j, "verify"), field(j, "url"), field(j, "shown_url"), field(j, "id"), field(j, "lang"), field(j, "created") };
    json_decref(j);
    p += n;
    parts->png_len = length(&p, &left);
    parts->png = p;
    p += parts->png_len;
    parts->svg_len = length(&p, &left);
    parts->svg = p;
    if (parts->svg_len > SVG_MAX)
        render_fail(RENDER_OVER_CAP, "SVG of %zu bytes", parts->svg_len);
    return s;
}

/* ---------------------------------------------------------------- words */

typedef struct set_t { double size, min_size; int weight, lines; rgb_t colour; const char *tag; } set_t;

static PangoLayout *layout_of(cairo_t *cr, const set_t *how, double size, const char *s, double width)
{
    PangoLayout *l = pango_cairo_create_layout(cr);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, "Noto Sans, DejaVu Sans, Noto Sans CJK SC");
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_font_description_set_weight(font, (PangoWeight)how->weight);
    pango_layout_set_font_description(l, font);
    pango_font_description_free(font);
    pango_layout_set_width(l, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_height(l, -how->lines);
    pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
    pango_layout_set_line_spacing(l, 1.12F);
    pango_layout_set_text(l, s, -1);
    /* All lines begin at the column's edge; for right-to-left ones Pango means the other side. */
    if (pango_layout_get_direction(l, 0) == PANGO_DIRECTION_RTL)
        pango_layout_set_alignment(l, PANGO_ALIGN_RIGHT);
    return l;
}

/* As large as goes into its lines, down to min_size; then it ends in an ellipsis. Gives the height that it took. */
static double set_words(cairo_t *cr, const set_t *how, const char *s, double x, double y, double width)
{
    PangoRectangle ink, box;
    PangoLayout *l;
    double size = how->size;
    if (!*s)
        return 0;
    for (;; size *= 0.92) {
        l = layout_of(cr, how, size, s, width);
        if (!pango_layout_is_ellipsized(l) || size * 0.92 < how->min_size)
            break;
        g_object_unref(l);
    }
    pango_layout_get_extents(l, &ink, &box);
    cairo_tag_begin(cr, how->tag, NULL);
    cairo_set_source_rgb(cr, how->colour.r, how->colour.g, how->colour.b);
    cairo_move_to(cr, x, y);
    pango_cairo_show_layout(cr, l);
    cairo_tag_end(cr, how->tag);
    g_object_unref(l);
    return (double)box.height / PANGO_SCALE;
}

/* ---------------------------------------------------------------- drawing */

static const rgb_t ink = { 0.07, 0.1, 0.16 }, quiet = { 0.35, 0.39, 0.46 };

/* Dark enough to be read as words on white. */
static rgb_t readable(rgb_t c)
{
    double light = 0.2126 * c.r * c.r + 0.7152 * c.g * c.g + 0.0722 * c.b * c.b, f = light > 0.14 ? sqrt(0.14 / light) : 1;
    return (rgb_t){ c.r * f, c.g * f, c.b * f };
}

static void draw_frame(cairo_t *cr, rgb_t accent)
{
    cairo_set_source_rgb(cr, accent.r, accent.g, accent.b);
    cairo_set_line_width(cr, 5);
    cairo_rectangle(cr, 24.5, 24.5, PAGE_W - 49, PAGE_H - 49);
    cairo_stroke(cr);
    cairo_set_line_width(cr, 0.75);
    cairo_rectangle(cr, 32, 32, PAGE_W - 64, PAGE_H - 64);
    cairo_stroke(cr);
    cairo_rectangle(cr, LEFT, FOOT + 6, RIGHT - LEFT, 0.75);
    cairo_fill(cr);
}

static void draw_svg(cairo_t *cr, const parts_t *parts, RsvgRectangle box)
{
    GError *error = NULL;
    RsvgHandle *handle = rsvg_handle_new_from_data(parts->svg, parts->svg_len, &error);
    if (!handle || !rsvg_handle_render_document(handle, cr, &box, &error))
        render_fail(RENDER_NOT_PICTURE, "SVG: %s", error ? error->message : "unreadable");
    g_object_unref(handle);
}

static void draw_picture(cairo_t *cr, const parts_t *parts, const picture_t *pic)
{
    const RsvgRectangle box = { 60, 150, 208, 260 };
    cairo_tag_begin(cr, "Figure", NULL);
    if (parts->svg_len) {
        draw_svg(cr, parts, box);
    } else {
        double f = fmin(box.width / pic->width, box.height / pic->height);
        cairo_surface_t *s = picture_to_surface(pic);
        cairo_save(cr);
        cairo_translate(cr, box.x + (box.width - pic->width * f) / 2, box.y + (box.height - pic->height * f) / 2);
        cairo_scale(cr, f, f);
        cairo_set_source_surface(cr, s, 0, 0);
        cairo_paint(cr);
        cairo_restore(cr);
        cairo_surface_destroy(s);
    }
    cairo_tag_end(cr, "Figure");
}

/* Error correction M, four modules of quiet around it (ISO/IEC 18004). Neighbours in a row are one bar, so that no hairlines show. */
static void draw_qr(cairo_t *cr, const sheet_t *s, double x, double y, double side)
{
    QRcode *code = QRcode_encodeString(s->url, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (!code)
        render_fail(RENDER_USAGE, "the address does not fit a QR code");
    double m = side / (code->width + 8);
    char *link = g_strdup_printf("rect=[%d %d %d %d] uri='%s'", (int)x, (int)y, (int)side, (int)side, s->url);
    cairo_tag_begin(cr, CAIRO_TAG_LINK, strpbrk(s->url, "'\\") ? NULL : link);
    g_free(link);
    cairo_set_source_rgb(cr, 0, 0, 0);
    for (int r = 0; r < code->width; r++)
        for (int c = 0; c < code->width;) {
            int n = 0;
            while (c + n < code->width && (code->data[r * code->width + c + n] & 1))
                n++;
            if (n)
                cairo_rectangle(cr, x + (c + 4) * m, y + (r + 4) * m, n * m, m * 1.01);
            c += n ? n : 1;
        }
    cairo_fill(cr);
    cairo_tag_end(cr, CAIRO_TAG_LINK);
    QRcode_free(code);
}

static double words_of(cairo_t *cr, const sheet_t *s, rgb_t accent, double y, double roominess)
{
    const double width = RIGHT - LEFT;
    const set_t label = { 12, 9, PANGO_WEIGHT_SEMIBOLD, 1, readable(accent), "P" }, recipient = { 34 * roominess, 15, PANGO_WEIGHT_BOLD, 2, ink, "H1" },
                given = { 13, 10, PANGO_WEIGHT_NORMAL, 1, quiet, "P" }, badge = { 26 * roominess, 13, PANGO_WEIGHT_SEMIBOLD, 2, ink, "H2" },
                by = { 14, 9, PANGO_WEIGHT_NORMAL, 2, ink, "P" }, text = { 11, 8.5, PANGO_WEIGHT_NORMAL, 6, quiet, "P" }, dates = { 12, 9, PANGO_WEIGHT_SEMIBOLD, 2, ink, "P" };
    y += set_words(cr, &label, s->label, LEFT, y, width) + 8;
    y += set_words(cr, &recipient, s->recipient, LEFT, y, width) + 10;
    y += set_words(cr, &given, s->given, LEFT, y, width) + 4;
    y += set_words(cr, &badge, s->badge, LEFT, y, width) + 6;
    y += set_words(cr, &by, s->by, LEFT, y, width) + 14;
    y += set_words(cr, &text, s->text, LEFT, y, width) + (*s->text ? 14 : 0);
    return y + set_words(cr, &dates, s->dates, LEFT, y, width);
}

/* How tall the words are, without drawing them. */
static double measure(const sheet_t *s, rgb_t accent, double roominess)
{
    cairo_surface_t *nowhere = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL);
    cairo_t *cr = cairo_create(nowhere);
    double height = words_of(cr, s, accent, 0, roominess);
    cairo_destroy(cr);
    cairo_surface_destroy(nowhere);
    return height;
}

static void draw_foot(cairo_t *cr, const sheet_t *s)
{
    const set_t line = { 10.5, 8, PANGO_WEIGHT_SEMIBOLD, 1, ink, "P" }, small = { 9, 5.5, PANGO_WEIGHT_NORMAL, 2, quiet, "P" };
    double width = RIGHT - LEFT - QR - 16, y = FOOT + 26;
    y += set_words(cr, &line, s->verify, LEFT, y, width) + 3;
    y += set_words(cr, &small, s->shown_url, LEFT, y, width) + 3;
    set_words(cr, &small, s->id, LEFT, y, width);
    draw_qr(cr, s, RIGHT - QR, FOOT + 14, QR);
}

static void describe(cairo_surface_t *surface, const sheet_t *s)
{
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, s->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, s->author);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, s->url);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "mod_badges");
    /* Of the award, not of the drawing: the same award gives the same file. */
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, s->created);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, s->created);
}

void job_certificate(const job_t *job)
{
    parts_t parts;
    pdf_t pdf;
    sheet_t s = read_sheet(job, &parts);
    picture_t pic = picture_shrink(picture_decode_png(parts.png, parts.png_len, 4096 * 4096), 640);
    rgb_t accent = picture_accent(&pic);
    double room = FOOT - TOP, roominess = 1, tall;
    while ((tall = measure(&s, accent, roominess)) > room && roominess > 0.5)
        roominess *= 0.9;
    pdf_begin(&pdf, PAGE_W, PAGE_H);
    describe(pdf.surface, &s);
    cairo_t *cr = cairo_create(pdf.surface);
    cairo_tag_begin(cr, "Document", NULL);
    draw_frame(cr, accent);
    draw_picture(cr, &parts, &pic);
    words_of(cr, &s, accent, tall < room ? TOP + (room - tall) / 2 : TOP, roominess);
    draw_foot(cr, &s);
    cairo_tag_end(cr, "Document");
    if (cairo_status(cr) != CAIRO_STATUS_SUCCESS)
        render_fail(RENDER_LIMIT, "certificate: %s", cairo_status_to_string(cairo_status(cr)));
    cairo_show_page(cr);
    cairo_destroy(cr);
    pdf_end(&pdf, s.lang);
    render_write_all(pdf.data, pdf.len);
}
