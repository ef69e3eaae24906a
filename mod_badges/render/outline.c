/* Words -> outlines: set by pango (so shaping, right-to-left runs and missing glyphs are its matter and fontconfig's), taken as paths, laid along a line
 * or around a circle, and made smaller until they fit. Whoever shows the picture needs no font.
 *
 * stdin: {"font": families, "weight": 100..1000, "spacing": of the letters, in em, "lines": [{"text", "size", "min": smallest size,
 *         straight:  "x": middle, "y": middle of the capitals, "width"
 *         or around: "cx", "cy", "r": of the middle of the capitals, "span": most of the circle in radians, "inside": read from within (at the foot)}]}
 * stdout: {"lines": [{"d": path, "size", "fits": false when even the smallest is too long, "missing": a character that no font has}]} */
#include "render/render.h"
#include <jansson.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

enum { UNIT = 100, LINES_MAX = 8, TEXT_MAX = 400 };   /* UNIT: the size that is set, in which all is measured */

/* Glyphs that belong together: a letter and its marks. */
typedef struct cluster_t {
    cairo_path_t *path;          /* its own beginning of the baseline at 0,0 */
    double x, width;             /* along the line */
    int joined;                  /* of a script whose letters hang together: it is bent, not turned */
} cluster_t;

typedef struct setting_t { PangoContext *context; PangoFontDescription *font; cairo_t *cr; double spacing, cap; } setting_t;

typedef struct line_t { double size, min, x, y, width, r, span; int inside, around; } line_t;

static double number(const json_t *o, const char *key, double least, double most)
{
    double v = json_number_value(json_object_get(o, key));
    return v >= least && v <= most ? v : least;
}

static PangoLayout *layout_of(const setting_t *s, const char *text)
{
    PangoLayout *l = pango_layout_new(s->context);
    pango_layout_set_font_description(l, s->font);
    pango_layout_set_single_paragraph_mode(l, TRUE);
    pango_layout_set_text(l, text, -1);
    return l;
}

static int is_joined(const PangoItem *item)
{
    switch ((GUnicodeScript)item->analysis.script) {
    case G_UNICODE_SCRIPT_COMMON: case G_UNICODE_SCRIPT_INHERITED: case G_UNICODE_SCRIPT_LATIN: case G_UNICODE_SCRIPT_GREEK: case G_UNICODE_SCRIPT_CYRILLIC:
    case G_UNICODE_SCRIPT_HAN: case G_UNICODE_SCRIPT_HIRAGANA: case G_UNICODE_SCRIPT_KATAKANA: case G_UNICODE_SCRIPT_HANGUL: case G_UNICODE_SCRIPT_HEBREW:
    case G_UNICODE_SCRIPT_ARMENIAN: case G_UNICODE_SCRIPT_GEORGIAN: case G_UNICODE_SCRIPT_THAI:
        return 0;
    default:
        return 1;
    }
}

static cluster_t cluster_of(const setting_t *s, const PangoGlyphItem *run, int from, int to, double x)
{
    PangoGlyphString part = { to - from, run->glyphs->glyphs + from, run->glyphs->log_clusters + from, 0 };
    cluster_t c = { .x = x, .joined = is_joined(run->item) };
    for (int i = 0; i < part.num_glyphs; i++)
        c.width += (double)part.glyphs[i].geometry.width / PANGO_SCALE;
    cairo_new_path(s->cr);
    cairo_move_to(s->cr, 0, 0);
    pango_cairo_glyph_string_path(s->cr, run->item->analysis.font, &part);
    c.path = cairo_copy_path(s->cr);
    return c;
}

/* Appends the clusters of a line, as they stand from left to right. *width: of all. */
static GArray *clusters_of(const setting_t *s, PangoLayout *l, const char *text, double *width, const char **missing)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(cluster_t));
    double x = 0, gap = 0;
    for (GSList *r = pango_layout_get_line_readonly(l, 0)->runs; r; r = r->next) {
        const PangoGlyphItem *run = r->data;
        const PangoGlyphString *g = run->glyphs;
        for (int i = 0, j; i < g->num_glyphs; i = j) {
            for (j = i + 1; j < g->num_glyphs && g->log_clusters[j] == g->log_clusters[i]; j++)
                ;
            for (int k = i; k < j; k++)
                if (g->glyphs[k].glyph != PANGO_GLYPH_EMPTY && (g->glyphs[k].glyph & PANGO_GLYPH_UNKNOWN_FLAG) && !*missing)
                    *missing = text + run->item->offset + g->log_clusters[k];
            cluster_t c = cluster_of(s, run, i, j, x);
            gap = c.joined ? 0 : s->spacing * UNIT;
            x += c.width + gap;
            g_array_append_val(out, c);
        }
    }
    *width = x - (out->len ? gap : 0);
    return out;
}

/* --- laying */

typedef struct place_t { const line_t *line; const cluster_t *cluster; double scale, cap, start; } place_t;

static void lay(const place_t *p, double px, double py, double *x, double *y)
{
    const line_t *l = p->line;
    const cluster_t *c = p->cluster;
    double mid = p->cluster->x + p->cluster->width / 2 + p->start, along = c->joined ? px + c->x + p->start : mid, off = c->joined ? 0 : (px - c->width / 2) * p->scale;
    if (!l->around) {
        *x = l->x + (px + c->x + p->start) * p->scale;
        *y = l->y + (py + p->cap / 2) * p->scale;
        return;
    }
    double turn = along * p->scale / l->r, up = -py * p->scale - p->cap / 2 * p->scale;     /* up: from the middle of the capitals */
    double angle = l->inside ? G_PI / 2 - turn : -G_PI / 2 + turn, radius = l->inside ? l->r - up : l->r + up, side = l->inside ? -off : off;
    *x = l->x + radius * cos(angle) - side * sin(angle);
    *y = l->y + radius * sin(angle) + side * cos(angle);
}

static void write_number(GString *out, double v)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(text, sizeof text, "%.2f", fabs(v) < 1e5 ? v : 0);
    char *end = text + strlen(text);
    while (end[-1] == '0')
        *--end = 0;
    if (end[-1] == '.')
        end[-1] = 0;
    g_string_append(out, strcmp(text, "-0") ? text : "0");
}

static void write_path(GString *out, const place_t *p)
{
    const cairo_path_t *path = p->cluster->path;
    for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
        const cairo_path_data_t *d = path->data + i;
        int n = d->header.type == CAIRO_PATH_CURVE_TO ? 3 : d->header.type != CAIRO_PATH_CLOSE_PATH;
        /* A lone move is the point that setting began and ended at. */
        int next = i + d->header.length;
        if (d->header.type == CAIRO_PATH_MOVE_TO && (next >= path->num_data || path->data[next].header.type == CAIRO_PATH_MOVE_TO || path->data[next].header.type == CAIRO_PATH_CLOSE_PATH))
            continue;
        if (d->header.type == CAIRO_PATH_CLOSE_PATH && (!out->len || out->str[out->len - 1] == 'Z'))
            continue;
        g_string_append_c(out, "MLCZ"[d->header.type]);
        for (int k = 1; k <= n; k++) {
            double x, y;
            lay(p, d[k].point.x, d[k].point.y, &x, &y);
            write_number(out, x);
            g_string_append_c(out, ',');
            write_number(out, y);
            if (k < n)
                g_string_append_c(out, ',');
        }
    }
}

static json_t *outline(const setting_t *s, const line_t *l, const char *text)
{
    char *clean = words_clean(text);
    PangoLayout *layout = layout_of(s, clean);
    const char *missing = NULL;
    double width, room = l->around ? l->span * l->r : l->width;
    GArray *clusters = clusters_of(s, layout, clean, &width, &missing);
    double size = width > 0 ? fmin(l->size, room / width * UNIT) : l->size;
    GString *d = g_string_new(NULL);
    for (guint i = 0; i < clusters->len; i++) {
        cluster_t *c = &g_array_index(clusters, cluster_t, i);
        const place_t p = { l, c, size / UNIT, s->cap, -width / 2 };
        write_path(d, &p);
        cairo_path_destroy(c->path);
    }
    json_t *o = json_pack("{s:s, s:f, s:b}", "d", d->str, "size", size, "fits", size >= l->min);
    if (missing) {
        char c[7] = { 0 };
        g_unichar_to_utf8(g_utf8_get_char(missing), c);
        json_object_set_new(o, "missing", json_string(c));
    }
    g_string_free(d, TRUE);
    g_array_free(clusters, TRUE);
    g_object_unref(layout);
    g_free(clean);
    return o;
}

/* --- the job */

static double cap_of(const setting_t *s)
{
    PangoRectangle ink;
    PangoLayout *l = layout_of(s, "H");
    pango_layout_get_extents(l, &ink, NULL);
    g_object_unref(l);
    return (double)ink.height / PANGO_SCALE;
}

static setting_t setting_of(const json_t *in)
{
    setting_t s = { .spacing = number(in, "spacing", 0, 1) };
    const char *family = json_string_value(json_object_get(in, "font"));
    cairo_surface_t *nowhere = picture_surface(1, 1);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    s.cr = cairo_create(nowhere);
    cairo_set_tolerance(s.cr, 0.01);
    s.context = pango_font_map_create_context(pango_cairo_font_map_get_default());
    pango_cairo_context_set_font_options(s.context, options);
    pango_context_set_round_glyph_positions(s.context, FALSE);
    pango_cairo_update_context(s.cr, s.context);
    s.font = pango_font_description_new();
    pango_font_description_set_family(s.font, family ? family : "sans-serif");
    pango_font_description_set_weight(s.font, (PangoWeight)number(in, "weight", 100, 1000));
    pango_font_description_set_absolute_size(s.font, UNIT * PANGO_SCALE);
    s.cap = cap_of(&s);
    return s;
}

static line_t line_of(const json_t *o)
{
    const double far = 4096;
    line_t l = { .size = number(o, "size", 1, far), .min = number(o, "min", 0, far), .width = number(o, "width", 1, far), .r = number(o, "r", 1, far), .span = number(o, "span", 0, 2 * G_PI) };
    l.around = json_object_get(o, "r") != NULL;
    l.inside = json_is_true(json_object_get(o, "inside"));
    l.x = number(o, l.around ? "cx" : "x", -far, far);
    l.y = number(o, l.around ? "cy" : "y", -far, far);
    return l;
}

void job_outline(const job_t *job)
{
    json_error_t why;
    json_t *in = json_loadb((const char *)job->in, job->in_len, JSON_REJECT_DUPLICATES, &why), *lines = json_object_get(in, "lines"), *out = json_array();
    if (!json_is_array(lines) || json_array_size(lines) > LINES_MAX)
        render_fail(RENDER_USAGE, "outline wants an object with lines");
    const setting_t s = setting_of(in);
    for (size_t i = 0; i < json_array_size(lines); i++) {
        const json_t *o = json_array_get(lines, i);
        const char *text = json_string_value(json_object_get(o, "text"));
        if (!text || strlen(text) > TEXT_MAX)
            render_fail(RENDER_USAGE, "a line has no text, or too much");
        const line_t l = line_of(o);
        json_array_append_new(out, outline(&s, &l, text));
    }
    char *answer = json_dumps(json_pack("{s:o}", "lines", out), JSON_COMPACT);
    if (!answer)
        render_fail(RENDER_LIMIT, "out of memory");
    render_write_all(answer, strlen(answer));
}
