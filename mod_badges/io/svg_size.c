#include "io/svg_size.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double side_max = 100000, number_max = 1e7;

/* Reads one decimal number; returns what follows it, or NULL. */
static const char *number(const char *s, double *v)
{
    char *end;
    while (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\r' || *s == ',')
        s++;
    const char *digits = s + (*s == '-' || *s == '+');
    if (!((*digits >= '0' && *digits <= '9') || *digits == '.') || digits[1] == 'x' || digits[1] == 'X')
        return NULL;                       /* no "inf", no hexadecimal */
    *v = strtod(s, &end);
    return end == s || !isfinite(*v) || fabs(*v) > number_max ? NULL : end;
}

static double length(const char *s)
{
    static const struct { const char *unit; double pixels; } units[] = { { "", 1 }, { "px", 1 }, { "pt", 96 / 72.0 }, { "pc", 16 }, { "mm", 96 / 25.4 },
        { "cm", 96 / 2.54 }, { "in", 96 }, { "em", 16 }, { "ex", 8 } };
    double v;
    const char *unit = number(s, &v);
    size_t n = unit ? strcspn(unit, " \t\r\n") : 0;
    for (size_t i = 0; unit && i < sizeof units / sizeof *units; i++)
        if (strlen(units[i].unit) == n && !memcmp(unit, units[i].unit, n))
            return v * units[i].pixels;
    return 0;
}

void bdg_svg_size_attr(bdg_svg_size_t *size, const char *name, const char *value, size_t len)
{
    char text[128];
    if (len >= sizeof text)
        return;
    memcpy(text, value, len);
    text[len] = 0;
    if (!strcmp(name, "width")) {
        size->width = length(text);
    } else if (!strcmp(name, "height")) {
        size->height = length(text);
    } else if (!strcmp(name, "viewBox")) {
        const char *p = text;
        for (int i = 0; p && i < 4; i++)
            p = number(p, &size->box[i]);
        size->has_box = p && size->box[2] > 0 && size->box[3] > 0;
    }
}

bdg_err_t *bdg_svg_size_find(const bdg_svg_size_t *size, double *width, double *height, double box[4])
{
    double w = size->width > 0 ? size->width : 0, h = size->height > 0 ? size->height : 0;
    if (size->has_box) {
        memcpy(box, size->box, 4 * sizeof *box);
        if (!w && !h) {
            w = box[2];
            h = box[3];
        } else if (!w) {
            w = h * box[2] / box[3];
        } else if (!h) {
            h = w * box[3] / box[2];
        }
    } else if (w && h) {
        box[0] = box[1] = 0;
        box[2] = w;
        box[3] = h;
    } else {
        return bdg_err(BDG_E_INVALID, "This SVG picture does not say how large it is. Give its svg element a viewBox, or a width and a height.");
    }
    if (!(w >= 0.1 && h >= 0.1 && w <= side_max && h <= side_max && w / h <= 20 && h / w <= 20))
        return bdg_err(BDG_E_INVALID, "This SVG picture has an unusable size. Use one between 1 and 100000 pixels that is not a thin strip.");
    *width = w;
    *height = h;
    return NULL;
}
