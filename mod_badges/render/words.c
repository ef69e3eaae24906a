/* Lines of text, measured and drawn by librsvg: it brings pango, so scripts, right-to-left runs and missing glyphs are
 * fontconfig's matter, and no further library is needed. */
#include "render/render.h"
#include <librsvg/rsvg.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

enum { BOX_W = 8000, BASELINE = 300, BOX_H = 500, LINE_MAX_BYTES = 2000 };

static const char fonts[] = "Inter, Noto Sans, Open Sans, Liberation Sans, DejaVu Sans, sans-serif";

char *words_clean(const char *s)
{
    char *valid = g_utf8_make_valid(s, -1);
    GString *out = g_string_new(NULL);
    int space = 1;                             /* leading white space goes */
    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isspace(c) || c < 0x20) {
            space = space ? space : 2;
            continue;
        }
        if (c == 0x7f || (c & 0xfffe) == 0xfffe || g_unichar_iscntrl(c) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
            continue;                          /* overrides of direction could swap what the card says */
        if (space == 2)
            g_string_append_c(out, ' ');
        space = 0;
        g_string_append_unichar(out, c);
    }
    g_free(valid);
    return g_string_free(out, FALSE);
}

static RsvgHandle *handle_of(const words_t *how, const char *s)
{
    char size[G_ASCII_DTOSTR_BUF_SIZE];
    char *text = g_markup_escape_text(s, -1);
    char *svg = g_strdup_printf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\"><text id=\"t\" x=\"0\" y=\"%d\" "
                                "xml:space=\"preserve\" font-family=\"%s\" font-size=\"%s\" font-weight=\"%d\" fill=\"%s\">%s</text></svg>",
                                BOX_W, BOX_H, BASELINE, fonts, g_ascii_formatd(size, sizeof size, "%.2f", how->size),
                                how->bold ? 700 : 400, how->colour, text);
    GError *error = NULL;
    RsvgHandle *handle = rsvg_handle_new_from_data((const guint8 *)svg, strlen(svg), &error);
    if (!handle)
        render_fail(RENDER_LIMIT, "setting text: %s", error ? error->message : "failed");
    rsvg_handle_set_dpi(handle, 96);
    g_free(svg);
    g_free(text);
    return handle;
}

double words_width(const words_t *how, const char *s)
{
    RsvgRectangle all = { 0, 0, BOX_W, BOX_H }, ink, logical;
    GError *error = NULL;
    if (!*s)
        return 0;
    RsvgHandle *handle = handle_of(how, s);
    if (!rsvg_handle_get_geometry_for_layer(handle, "#t", &all, &ink, &logical, &error))
        render_fail(RENDER_LIMIT, "measuring text: %s", error ? error->message : "failed");
    g_object_unref(handle);
    return ink.width > 0 ? ink.x + ink.width : 0;
}

void words_draw(cairo_t *cr, const words_t *how, const char *s, double x, double baseline)
{
    RsvgRectangle all = { 0, 0, BOX_W, BOX_H };
    GError *error = NULL;
    if (!*s)
        return;
    RsvgHandle *handle = handle_of(how, s);
    cairo_save(cr);
    cairo_translate(cr, x, baseline - BASELINE);
    if (!rsvg_handle_render_document(handle, cr, &all, &error))
        render_fail(RENDER_LIMIT, "drawing text: %s", error ? error->message : "failed");
    cairo_restore(cr);
    g_object_unref(handle);
}

/* May a line end before p? Never between a letter and its marks, nor inside a joined emoji. */
static int is_boundary(const char *start, const char *p)
{
    if (p == start || !*p)
        return 1;
    gunichar next = g_utf8_get_char(p), before = g_utf8_get_char(g_utf8_prev_char(p));
    return !g_unichar_ismark(next) && next != 0x200d && before != 0x200d && !(next >= 0x1f3fb && next <= 0x1f3ff);
}

/* The largest number of bytes of s, ending at a boundary, that with tail behind them is at most width wide. */
static size_t fitting(const words_t *how, const char *s, const char *tail, double width)
{
    size_t len = strlen(s), n = 0;
    size_t *ends = render_alloc((len + 2) * sizeof *ends);
    if (len > LINE_MAX_BYTES)
        len = LINE_MAX_BYTES;
    for (const char *p = s; (size_t)(p - s) <= len; p = g_utf8_next_char(p)) {
        if (is_boundary(s, p))
            ends[n++] = (size_t)(p - s);
        if (!*p)
            break;
    }
    size_t lo = 0, hi = n - 1;                 /* ends[lo] fits, past hi does not */
    while (lo < hi) {
        size_t mid = (lo + hi + 1) / 2;
        char *part = g_strdup_printf("%.*s%s", (int)ends[mid], s, tail);
        if (words_width(how, part) <= width)
            lo = mid;
        else
            hi = mid - 1;
        g_free(part);
    }
    size_t result = ends[lo];
    free(ends);
    return result;
}

static char *trimmed(const char *s, size_t len, const char *tail)
{
    while (len && s[len - 1] == ' ')
        len--;
    return g_strdup_printf("%.*s%s", (int)len, s, tail);
}

char *words_fit(const words_t *how, const char *s, double width)
{
    if (strlen(s) <= LINE_MAX_BYTES && words_width(how, s) <= width)
        return g_strdup(s);
    return trimmed(s, fitting(how, s, "\xe2\x80\xa6", width), "\xe2\x80\xa6");
}

/* Where a line of at most n bytes should end: after a space or hyphen, or beside a wide (Chinese, Japanese, Korean) letter; else n. */
static size_t break_at(const char *s, size_t n)
{
    if (!s[n])
        return n;
    for (const char *p = s + n; p > s; p = g_utf8_prev_char(p)) {
        gunichar before = g_utf8_get_char(g_utf8_prev_char(p));
        if (*p == ' ' || before == ' ' || before == '-' || (is_boundary(s, p) && g_unichar_iswide(before) && !g_unichar_ispunct(g_utf8_get_char(p))))
            return (size_t)(p - s);
    }
    return n;
}

int words_wrap(const words_t *how, const char *s, double width, char **lines, int max, int *cut)
{
    int n = 0;
    *cut = 0;
    while (*s && n < max) {
        size_t fits = fitting(how, s, "", width), end = break_at(s, fits);
        if (end < fits && s[end] != ' ' && end == 0)
            end = fits;
        if (!end)
            end = (size_t)(g_utf8_next_char(s) - s);      /* one letter wider than the line: it is clipped */
        if (n == max - 1 && s[end]) {
            lines[n++] = words_fit(how, s, width);
            *cut = 1;
            return n;
        }
        lines[n++] = trimmed(s, end, "");
        s += end;
        while (*s == ' ')
            s++;
    }
    return n;
}
