#include "core/design/design.h"
#include "base/language.h"
#include "base/id.h"
#include "base/str.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

enum { ARC_MAX = 60, BANNER_MAX = 40, TEXT_MAX = 16, CAPTION_MAX = 30, SIZE_LEAST = 50, SIZE_MOST = 130, SIZE_USUAL = 100, STARS_MAX = 5 };

static const bdg_design_choice_t shapes[] = {
    { "circle", N_("Circle") }, { "seal", N_("Seal") }, { "scallop", N_("Scalloped") }, { "wave", N_("Wavy") }, { "flower", N_("Flower") }, { "burst", N_("Sunburst") }, { "gear", N_("Gear") },
    { "shield", N_("Shield") }, { "crest", N_("Crest") }, { "hexagon", N_("Hexagon") }, { "octagon", N_("Octagon") }, { "pentagon", N_("Pentagon") }, { "square", N_("Rounded square") },
    { "diamond", N_("Diamond") }, { "star", N_("Star") }, { "arch", N_("Arch") }, { "pennant", N_("Ribbon badge") }, { NULL, NULL } };
static const bdg_design_choice_t patterns[] = { { "none", N_("Plain") }, { "rays", N_("Rays") }, { "facets", N_("Facets") }, { "waves", N_("Waves") }, { "dots", N_("Dots") }, { "guilloche", N_("Rosette") },
    { "circuit", N_("Circuit") }, { NULL, NULL } };
static const bdg_design_choice_t finishes[] = { { "flat", N_("Flat") }, { "soft", N_("Soft light") }, { "metal", N_("Metal") }, { NULL, NULL } };
static const bdg_design_choice_t rings[] = { { "none", N_("None") }, { "plain", N_("Plain") }, { "thin", N_("Thin") }, { "double", N_("Double") }, { "dashed", N_("Dashed") }, { "beaded", N_("Beaded") },
    { "scalloped", N_("Scalloped") }, { "rope", N_("Rope") }, { "ticks", N_("Ticks") }, { NULL, NULL } };
static const bdg_design_choice_t ribbons[] = { { "none", N_("None") }, { "banner", N_("Banner") }, { "curved", N_("Curved banner") }, { "plaque", N_("Plaque") }, { "tails", N_("Rosette tails") }, { NULL, NULL } };
static const bdg_design_choice_t centres[] = { { "icon", N_("Icon") }, { "text", N_("Text") }, { "picture", N_("Picture") }, { "none", N_("Nothing") }, { NULL, NULL } };
static const bdg_design_choice_t wreaths[] = { { "none", N_("None") }, { "laurel", N_("Laurel wreath") }, { NULL, NULL } };
static const bdg_design_choice_t fonts[] = { { "plain", N_("Plain") }, { "geometric", N_("Geometric") }, { "narrow", N_("Narrow") }, { "classic", N_("Classic") }, { "slab", N_("Slab") }, { "round", N_("Round") }, { NULL, NULL } };

#define AT(member) offsetof(bdg_design_t, member)
const bdg_design_field_t bdg_design_fields[] = {
    { "shape", N_("Shape"), shapes, AT(shape) },       { "ring1", N_("Outer ring"), rings, AT(ring[0]) },  { "ring2", N_("Second ring"), rings, AT(ring[1]) },
    { "ring3", N_("Third ring"), rings, AT(ring[2]) }, { "pattern", N_("Pattern"), patterns, AT(pattern) }, { "finish", N_("Finish"), finishes, AT(finish) },
    { "centre", N_("In the centre"), centres, AT(centre) }, { "wreath", N_("Wreath"), wreaths, AT(wreath) }, { "ribbon", N_("Ribbon"), ribbons, AT(ribbon) },
    { "font", N_("Lettering"), fonts, AT(font) },      { NULL, NULL, NULL, 0 } };

static const struct { const char *name, *label; size_t offset; int max; } texts[] = {
    { "top", N_("Text around the top"), AT(top), ARC_MAX },  { "bottom", N_("Text around the foot"), AT(bottom), ARC_MAX }, { "banner", N_("Text on the ribbon"), AT(banner), BANNER_MAX },
    { "text", N_("Text in the centre"), AT(text), TEXT_MAX }, { "caption", N_("Text below the centre"), AT(caption), CAPTION_MAX } };

const char *const bdg_colour_names[BDG_COLOURS] = { "edge", "field", "band", "accent", "ribbon_colour", "letters" };
const char *const bdg_colour_words[BDG_COLOURS] = { N_("Edge"), N_("Field"), N_("Band behind the text"), N_("Rings and ornaments"), N_("Ribbon"), N_("Icon and text") };

const bdg_palette_t bdg_palettes[] = {
    { "navy", N_("Navy and gold"), { 0x0a1f44, 0x1c4587, 0x0f2c5c, 0xe3b04b, 0xb8322a, 0xffffff } },
    { "ocean", N_("Ocean"), { 0x073b5c, 0x0e86b4, 0x0a5a83, 0x9be3f0, 0xf2b134, 0xffffff } },
    { "forest", N_("Forest"), { 0x123524, 0x2f7d4f, 0x1c5537, 0xd9c27a, 0x8c4a1f, 0xffffff } },
    { "wine", N_("Wine"), { 0x3b0d1f, 0x8c1d40, 0x5e1230, 0xe8c07d, 0x1f3a5f, 0xffffff } },
    { "violet", N_("Violet"), { 0x241a4d, 0x5b3fb5, 0x3a2a80, 0xffc857, 0xe0487d, 0xffffff } },
    { "sunrise", N_("Sunrise"), { 0x7a2b0b, 0xd96a0d, 0xa03c0c, 0xffd98a, 0x7a1f3d, 0xffffff } },
    { "slate", N_("Slate and mint"), { 0x1b2733, 0x3a5068, 0x25364a, 0x5fe0b7, 0x0f8a6a, 0xffffff } },
    { "graphite", N_("Graphite and silver"), { 0x17191d, 0x3b4048, 0x24282e, 0xcfd6de, 0x3d7bd9, 0xffffff } },
    { "bronze", N_("Bronze"), { 0x4a2912, 0x9a6236, 0x6b3f1d, 0xf0cfa0, 0x2f4858, 0xffffff } },
    { "paper", N_("Paper and ink"), { 0x1f3447, 0xf7f1e3, 0x1f5673, 0xc98b2b, 0xb0413e, 0x1f3447 } },
    { "rose", N_("Rose"), { 0x6b1139, 0xe34b7f, 0x9c1b54, 0xffd3de, 0x3f2a73, 0xffffff } },
    { "own", N_("Own colours"), { 0x0a1f44, 0x1c4587, 0x0f2c5c, 0xe3b04b, 0xb8322a, 0xffffff } },
    { NULL, NULL, { 0 } } };

#define COUNT(a) (sizeof(a) / sizeof *(a))
static int *int_at(bdg_design_t *d, size_t offset) { return (int *)((char *)d + offset); }
static const char **text_at(bdg_design_t *d, size_t offset) { return (const char **)((char *)d + offset); }
static int is_own(int palette) { return !strcmp(bdg_palettes[palette].name, "own"); }

const char *bdg_design_icon_words(const bdg_design_icon_t *icon, apr_pool_t *pool)
{
    return bdg_tr_in("icon", apr_pstrmemdup(pool, icon->words, strcspn(icon->words, ",")));
}

const bdg_design_icon_t *bdg_design_icon(const char *name)
{
    for (const bdg_design_icon_t *i = bdg_design_icons; name && i->name; i++)
        if (!strcmp(i->name, name))
            return i;
    return NULL;
}

/* --- reading */

static int choice(bdg_check_t *check, const char *field, const char *label, const char *given, const bdg_design_choice_t *choices, int usual)
{
    if (!given)
        return usual;
    for (int i = 0; choices[i].name; i++)
        if (!strcmp(choices[i].name, given))
            return i;
    bdg_check_add(check, field, label, "Choose one of those that are offered.");
    return usual;
}

static int number(bdg_check_t *check, const char *field, const char *label, const char *given, int least, int most, int usual)
{
    int before = bdg_check_count(check);
    if (bdg_is_blank(given))
        return usual;
    int n = bdg_check_number(check, field, label, given, least, most);
    return bdg_check_count(check) > before ? usual : n;
}

static void read_colours(bdg_design_t *d, bdg_check_t *check, bdg_design_get_fn *get, void *baton)
{
    const char *name = get(baton, "palette");
    for (int i = 0; name && bdg_palettes[i].name; i++)
        if (!strcmp(bdg_palettes[i].name, name))
            d->palette = i;
    if (name && strcmp(bdg_palettes[d->palette].name, name))
        bdg_check_add(check, "palette", "Colours", "Choose one of those that are offered.");
    memcpy(d->colour, bdg_palettes[d->palette].colour, sizeof d->colour);
    for (int i = 0; i < BDG_COLOURS && is_own(d->palette); i++) {
        const char *s = get(baton, bdg_colour_names[i]);
        if (s && !bdg_rgb_parse(&d->colour[i], s))
            bdg_check_add(check, bdg_colour_names[i], bdg_colour_words[i], "Write a colour as #rrggbb: #0b2545.");
    }
}

static void read_centre(bdg_design_t *d, bdg_check_t *check, bdg_design_get_fn *get, void *baton, apr_pool_t *pool)
{
    const char *icon = get(baton, "icon"), *picture = get(baton, "picture");
    const bdg_design_icon_t *found = bdg_design_icon(icon);
    d->icon = found ? found->name : "";
    if (!found && !bdg_is_blank(icon))
        bdg_check_add(check, "icon", "Icon", "Choose one of the icons.");
    d->picture = picture && bdg_id_valid(picture) ? apr_pstrdup(pool, picture) : "";
    if (!*d->picture && !bdg_is_blank(picture) && strcmp(picture, "none"))
        bdg_check_add(check, "picture", "Picture", "Choose one of the pictures.");
}

/* What does not go together, once each part is right for itself. */
static void read_together(const bdg_design_t *d, bdg_check_t *check)
{
    if (d->centre == BDG_CENTRE_ICON && !*d->icon)
        bdg_check_add(check, "icon", "Icon", "Choose an icon, or another kind of centre.");
    if (d->centre == BDG_CENTRE_TEXT && !*d->text)
        bdg_check_add(check, "text", "Text in the centre", "Write what stands in the centre, or choose another kind of centre.");
    if (d->centre == BDG_CENTRE_PICTURE && !*d->picture)
        bdg_check_add(check, "picture", "Picture", "Choose a picture, or another kind of centre.");
    if (*d->bottom && (d->ribbon == BDG_RIBBON_BANNER || d->ribbon == BDG_RIBBON_CURVED || d->ribbon == BDG_RIBBON_PLAQUE))
        bdg_check_add(check, "bottom", "Text around the foot", "The ribbon lies where this text would stand. Move the words to the ribbon, or take the ribbon away.");
    if (*d->banner && (d->ribbon == BDG_RIBBON_NONE || d->ribbon == BDG_RIBBON_TAILS))
        bdg_check_add(check, "banner", "Text on the ribbon", "There is no banner for this text. Choose one, or leave the text empty.");
}

bdg_design_t *bdg_design_read(bdg_check_t *check, bdg_design_get_fn *get, void *baton, apr_pool_t *pool)
{
    bdg_design_t *d = apr_pcalloc(pool, sizeof *d);
    int before = bdg_check_count(check);
    for (const bdg_design_field_t *f = bdg_design_fields; f->name; f++)
        *int_at(d, f->offset) = choice(check, f->name, f->label, get(baton, f->name), f->choices, 0);
    for (size_t i = 0; i < COUNT(texts); i++) {
        const char *typed = get(baton, texts[i].name);
        *text_at(d, texts[i].offset) = typed && !bdg_utf8_valid(typed, strlen(typed), NULL) ? "" : bdg_check_line(check, texts[i].name, texts[i].label, typed, 0, texts[i].max);
        if (bdg_utf8_count(*text_at(d, texts[i].offset)) > (size_t)texts[i].max)
            *text_at(d, texts[i].offset) = "";
    }
    d->stars = number(check, "stars", "Stars", get(baton, "stars"), 0, STARS_MAX, 0);
    d->size = number(check, "size", "Size of the centre", get(baton, "size"), SIZE_LEAST, SIZE_MOST, SIZE_USUAL);
    read_colours(d, check, get, baton);
    read_centre(d, check, get, baton, pool);
    if (bdg_check_count(check) == before)
        read_together(d, check);
    return d;
}

typedef struct from_json_t { const json_t *o; apr_pool_t *pool; } from_json_t;

static const char *json_get(void *baton, const char *name)
{
    const from_json_t *j = baton;
    const json_t *v = json_object_get(j->o, name);
    return json_is_integer(v) ? apr_psprintf(j->pool, "%" APR_INT64_T_FMT, (apr_int64_t)json_integer_value(v)) : json_string_value(v);
}

bdg_err_t *bdg_design_parse(bdg_design_t **out, bdg_check_t *check, const char *json, size_t len, apr_pool_t *pool)
{
    from_json_t j = { NULL, pool };
    json_t *o;
    BDG_TRY(bdg_json_parse(&o, json, len, BDG_DESIGN_BYTES, pool));
    if (!json_is_object(o))
        return bdg_err(BDG_E_MALFORMED, "A design is a JSON object.");
    j.o = o;
    *out = bdg_design_read(check, json_get, &j, pool);
    return NULL;
}

/* --- writing */

static const char *colour_text(bdg_rgb_t c, apr_pool_t *pool) { return apr_psprintf(pool, "#%06x", c); }

const char *bdg_design_value(const bdg_design_t *design, const char *field, apr_pool_t *pool)
{
    bdg_design_t *d = apr_pmemdup(pool, design, sizeof *design);
    for (const bdg_design_field_t *f = bdg_design_fields; f->name; f++)
        if (!strcmp(f->name, field))
            return f->choices[*int_at(d, f->offset)].name;
    for (size_t i = 0; i < COUNT(texts); i++)
        if (!strcmp(texts[i].name, field))
            return *text_at(d, texts[i].offset);
    for (int i = 0; i < BDG_COLOURS; i++)
        if (!strcmp(bdg_colour_names[i], field))
            return colour_text(d->colour[i], pool);
    if (!strcmp(field, "palette"))
        return bdg_palettes[d->palette].name;
    if (!strcmp(field, "stars") || !strcmp(field, "size"))
        return apr_itoa(pool, *field == 's' && field[1] == 't' ? d->stars : d->size);
    return !strcmp(field, "icon") ? d->icon : !strcmp(field, "picture") ? d->picture : "";
}

const char *bdg_design_json(const bdg_design_t *d, apr_pool_t *pool)
{
    static const char *const also[] = { "top", "bottom", "banner", "text", "caption", "icon", "picture", "palette" };
    json_t *o = bdg_json_object(pool);
    bdg_json_int(o, "version", BDG_DESIGN_VERSION);
    for (const bdg_design_field_t *f = bdg_design_fields; f->name; f++)
        bdg_json_str(o, f->name, bdg_design_value(d, f->name, pool));
    for (size_t i = 0; i < COUNT(also); i++)
        bdg_json_str(o, also[i], bdg_or_null(bdg_design_value(d, also[i], pool)));
    for (int i = 0; i < BDG_COLOURS && is_own(d->palette); i++)
        bdg_json_str(o, bdg_colour_names[i], colour_text(d->colour[i], pool));
    bdg_json_int(o, "stars", d->stars);
    bdg_json_int(o, "size", d->size);
    return bdg_json_dump(o, pool);
}

/* --- comparing */

static const char *words_of(const bdg_design_t *d, const char *field, apr_pool_t *pool)
{
    const char *value = bdg_design_value(d, field, pool);
    for (const bdg_design_field_t *f = bdg_design_fields; f->name; f++)
        if (!strcmp(f->name, field))
            return bdg_tr(f->choices[*int_at((bdg_design_t *)d, f->offset)].words);
    if (!strcmp(field, "palette"))
        return bdg_tr(bdg_palettes[d->palette].words);
    const bdg_design_icon_t *i = !strcmp(field, "icon") ? bdg_design_icon(value) : NULL;
    return i ? bdg_design_icon_words(i, pool) : !strcmp(field, "picture") && *value ? _("A picture") : value;
}

static void differ(apr_array_header_t *out, const bdg_design_t *a, const bdg_design_t *b, const char *field, const char *label)
{
    if (strcmp(bdg_design_value(a, field, out->pool), bdg_design_value(b, field, out->pool)))
        APR_ARRAY_PUSH(out, bdg_design_difference_t) = (bdg_design_difference_t){ field, label, words_of(a, field, out->pool), words_of(b, field, out->pool) };
}

apr_array_header_t *bdg_design_differences(const bdg_design_t *a, const bdg_design_t *b, apr_pool_t *pool)
{
    apr_array_header_t *out = apr_array_make(pool, 8, sizeof(bdg_design_difference_t));
    for (const bdg_design_field_t *f = bdg_design_fields; f->name; f++)
        differ(out, a, b, f->name, f->label);
    for (size_t i = 0; i < COUNT(texts); i++)
        differ(out, a, b, texts[i].name, texts[i].label);
    differ(out, a, b, "icon", "Icon");
    differ(out, a, b, "picture", "Picture");
    differ(out, a, b, "stars", "Stars");
    differ(out, a, b, "size", "Size of the centre");
    differ(out, a, b, "palette", "Colours");
    for (int i = 0; i < BDG_COLOURS && a->palette == b->palette; i++)
        differ(out, a, b, bdg_colour_names[i], bdg_tr(bdg_colour_words[i]));
    return out;
}

/* --- can it be read */

static void hint(apr_array_header_t *hints, const char *what, bdg_rgb_t a, bdg_rgb_t b, double enough)
{
    double ratio = bdg_rgb_contrast(a, b);
    if (ratio < enough)
        APR_ARRAY_PUSH(hints, const char *) = apr_psprintf(hints->pool, "%s: the colours are close to each other (contrast %.1f to 1; %.1f is enough).", what, ratio, enough);
}

const char *const *bdg_design_hints(const bdg_design_t *d, apr_pool_t *pool)
{
    apr_array_header_t *hints = apr_array_make(pool, 4, sizeof(const char *));
    const bdg_rgb_t *c = d->colour;
    if (*d->top || *d->bottom)
        hint(hints, "The text around the badge on its band", c[BDG_COLOUR_LETTERS], c[BDG_COLOUR_BAND], 4.5);
    if (d->centre == BDG_CENTRE_ICON || d->centre == BDG_CENTRE_TEXT)
        hint(hints, d->centre == BDG_CENTRE_ICON ? "The icon on the field" : "The text in the centre on the field", c[BDG_COLOUR_LETTERS], c[BDG_COLOUR_FIELD], 3);
    if (*d->caption)
        hint(hints, "The text below the centre on the field", c[BDG_COLOUR_LETTERS], c[BDG_COLOUR_FIELD], 4.5);
    if (d->ring[0] || d->ring[1] || d->ring[2])
        hint(hints, "The rings on the edge", c[BDG_COLOUR_ACCENT], c[BDG_COLOUR_EDGE], 1.5);
    APR_ARRAY_PUSH(hints, const char *) = NULL;
    return (const char *const *)hints->elts;
}
