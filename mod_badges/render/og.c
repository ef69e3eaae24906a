/* The card that social networks show beside a link: 1200 by 627, picture at the left, words at the right. */
#include "render/render.h"
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CARD_W = 1200, CARD_H = 627, PANEL_W = 440, WORDS_X = 500, WORDS_W = 628, HEADER_MAX = 64 << 10, TITLE_LINES = 3 };

typedef struct card_t {
    char *title, *label, *recipient, *issuer, *date, *host;   /* "" when not given */
} card_t;

static char *field(const json_t *j, const char *key, const char *otherwise)
{
    const char *s = json_string_value(json_object_get(j, key));
    return words_clean(s ? s : otherwise);
}

/* Splits stdin into the words and the picture's bytes. */
static card_t read_card(const job_t *job, const uint8_t **png, size_t *png_len)
{
    const uint8_t *p = job->in;
    json_error_t error;
    if (job->in_len < 4)
        render_fail(RENDER_USAGE, "no header");
    size_t n = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
    if (n > HEADER_MAX || n > job->in_len - 4)
        render_fail(RENDER_USAGE, "header of %zu bytes", n);
    json_t *j = json_loadb((const char *)p + 4, n, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(j))
        render_fail(RENDER_USAGE, "header is not a JSON object");
    card_t card = { field(j, "title", ""), field(j, "label", "Awarded to"), field(j, "recipient", ""),
                    field(j, "issuer", ""), field(j, "date", ""), field(j, "host", "") };
    json_decref(j);
    *png = p + 4 + n;
    *png_len = job->in_len - 4 - n;
    return card;
}

/* f of the colour, the rest white. */
static rgb_t tint(rgb_t c, double f) { return (rgb_t){ 1 - f + c.r * f, 1 - f + c.g * f, 1 - f + c.b * f }; }

static void draw_ground(cairo_t *cr, rgb_t accent)
{
    rgb_t top = tint(accent, 0.08), bottom = tint(accent, 0.24);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_pattern_t *fall = cairo_pattern_create_linear(0, 0, PANEL_W * 0.4, CARD_H);
    cairo_pattern_add_color_stop_rgb(fall, 0, top.r, top.g, top.b);
    cairo_pattern_add_color_stop_rgb(fall, 1, bottom.r, bottom.g, bottom.b);
    cairo_rectangle(cr, 0, 0, PANEL_W, CARD_H);
    cairo_set_source(cr, fall);
    cairo_fill(cr);
    cairo_pattern_destroy(fall);
    cairo_pattern_t *glow = cairo_pattern_create_radial(PANEL_W / 2.0, CARD_H / 2.0, 40, PANEL_W / 2.0, CARD_H / 2.0, 270);
    cairo_pattern_add_color_stop_rgba(glow, 0, 1, 1, 1, 0.85);
    cairo_pattern_add_color_stop_rgba(glow, 1, 1, 1, 1, 0);
    cairo_rectangle(cr, 0, 0, PANEL_W, CARD_H);
    cairo_set_source(cr, glow);
    cairo_fill(cr);
    cairo_pattern_destroy(glow);
    cairo_rectangle(cr, 0, CARD_H - 10, CARD_W, 10);
    cairo_set_source_rgb(cr, accent.r, accent.g, accent.b);
    cairo_fill(cr);
}

static void draw_picture(cairo_t *cr, const picture_t *pic)
{
    const double box_w = 330, box_h = 430, cx = PANEL_W / 2.0, cy = (CARD_H - 10) / 2.0;
    double f = fmin(box_w / pic->width, box_h / pic->height);
    cairo_surface_t *s = picture_to_surface(pic);
    cairo_save(cr);
    cairo_translate(cr, cx - pic->width * f / 2, cy - pic->height * f / 2);
    cairo_scale(cr, f, f);
    cairo_set_source_surface(cr, s, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_BEST);
    cairo_paint(cr);
    cairo_restore(cr);
    cairo_surface_destroy(s);
}

/* Large if it goes in two lines, else smaller steps; at the smallest, three lines and an ellipsis. */
static int set_title(words_t *how, const char *title, char **lines)
{
    static const struct { double size; int lines; } steps[] = { { 66, 1 }, { 60, 2 }, { 52, 2 }, { 46, TITLE_LINES } };
    int n = 0, cut = 1;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && cut; i++) {
        while (n > 0)
            free(lines[--n]);
        how->size = steps[i].size;
        n = words_wrap(how, title, WORDS_W, lines, steps[i].lines, &cut);
    }
    /* The narrowest width that needs no more lines: even lines look set, not spilled. */
    for (double lo = WORDS_W / 2.0, hi = WORDS_W; n > 1 && !cut && hi - lo > 12;) {
        char *tried[TITLE_LINES];
        double mid = (lo + hi) / 2;
        int now_cut, m = words_wrap(how, title, mid, tried, n, &now_cut);
        if (now_cut) {
            lo = mid;
            while (m > 0)
                free(tried[--m]);
            continue;
        }
        hi = mid;
        for (int i = 0; i < n; i++)
            free(lines[i]);
        memcpy(lines, tried, (size_t)m * sizeof *lines);
        n = m;
    }
    return n;
}

/* One line; a long one is set smaller by up to a quarter before it is cut. */
static void draw_line(cairo_t *cr, const words_t *how, const char *s, double baseline)
{
    words_t set = *how;
    double width = strlen(s) < 400 ? words_width(how, s) : 2.0 * WORDS_W;
    if (width > WORDS_W)
        set.size *= fmax(0.74, WORDS_W / width * 0.99);
    char *fit = words_fit(&set, s, WORDS_W);
    words_draw(cr, &set, fit, WORDS_X, baseline);
    free(fit);
}

static void draw_words(cairo_t *cr, const card_t *card, rgb_t accent)
{
    const words_t issuer = { 28, 0, "#4b5563" }, label = { 25, 0, "#6b7280" }, name = { 42, 1, "#111827" };
    words_t title = { 60, 1, "#111827" };
    char *lines[TITLE_LINES];
    int n = set_title(&title, card->title, lines);
    double step = title.size * 1.18, height = n * step;
    if (*card->issuer)
        height += 56;
    if (*card->recipient)
        height += 128;
    if (*card->date)
        height += 48;
    double y = (CARD_H - 10 - height) / 2 - (*card->host ? 14 : 0);
    if (*card->issuer) {
        draw_line(cr, &issuer, card->issuer, y + 28);
        y += 56;
    }
    for (int i = 0; i < n; i++, y += step) {
        words_draw(cr, &title, lines[i], WORDS_X, y + title.size);
        free(lines[i]);
    }
    if (*card->recipient) {
        cairo_rectangle(cr, WORDS_X + 1, y + 24, 72, 5);
        cairo_set_source_rgb(cr, accent.r, accent.g, accent.b);
        cairo_fill(cr);
        draw_line(cr, &label, card->label, y + 70);
        draw_line(cr, &name, card->recipient, y + 122);
        y += 128;
    }
    if (*card->date)
        draw_line(cr, &label, card->date, y + 40);
    if (*card->host) {
        const words_t host = { 22, 0, "#6b7280" };
        draw_line(cr, &host, card->host, CARD_H - 38);
    }
}

void job_og_image(const job_t *job)
{
    const uint8_t *png;
    size_t png_len;
    card_t card = read_card(job, &png, &png_len);
    picture_t pic = picture_shrink(picture_decode_png(png, png_len, 4096 * 4096), 1200);
    rgb_t accent = picture_accent(&pic);
    cairo_surface_t *surface = picture_surface(CARD_W, CARD_H);
    cairo_t *cr = cairo_create(surface);
    draw_ground(cr, accent);
    draw_picture(cr, &pic);
    draw_words(cr, &card, accent);
    if (cairo_status(cr) != CAIRO_STATUS_SUCCESS)
        render_fail(RENDER_LIMIT, "card: %s", cairo_status_to_string(cairo_status(cr)));
    cairo_destroy(cr);
    picture_t out = picture_from_surface(surface);
    picture_write_png(&out);
}
