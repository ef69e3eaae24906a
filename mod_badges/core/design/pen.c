#include "core/design/pen.h"
#include <math.h>
#include <stdarg.h>

static void write_values(bdg_buf_t *out, const char *text, va_list ap)
{
    for (; *text; text++)
        switch (*text) {
        case '@': bdg_path_number(out, va_arg(ap, double)); break;
        case '$': bdg_buf_str(out, va_arg(ap, const char *)); break;
        case '~': bdg_buf_printf(out, "#%06x", va_arg(ap, bdg_rgb_t)); break;
        default: bdg_buf_char(out, *text);
        }
}

void bdg_pen(bdg_pen_t *pen, const char *text, ...)
{
    va_list ap;
    va_start(ap, text);
    write_values(pen->out, text, ap);
    va_end(ap);
}

const char *bdg_pen_text(const bdg_pen_t *pen, const char *text, ...)
{
    bdg_buf_t *b = bdg_buf_make(1024, pen->pool);
    va_list ap;
    va_start(ap, text);
    write_values(b, text, ap);
    va_end(ap);
    return b->data ? b->data : "";
}

void bdg_pen_path(bdg_pen_t *pen, const bdg_path_t *path, const char *attributes)
{
    bdg_buf_str(pen->out, "<path d=\"");
    bdg_path_write(pen->out, path);
    bdg_pen(pen, "\" $/>", attributes);
}

void bdg_pen_line(bdg_pen_t *pen, int line, bdg_rgb_t colour)
{
    if (pen->lines[line].d && *pen->lines[line].d)
        bdg_pen(pen, "<path d=\"$\" fill=\"~\"/>", pen->lines[line].d, colour);
}

void bdg_pen_star(bdg_pen_t *pen, double x, double y, double r, double turn, const char *paint)
{
    bdg_point_t c[10];
    bdg_path_t *p = bdg_path_make(pen->pool);
    for (int i = 0; i < 10; i++) {
        double a = turn - BDG_DRAW_PI / 2 + BDG_DRAW_PI * i / 5, far = i % 2 ? r * 0.47 : r;
        c[i] = (bdg_point_t){ x + far * cos(a), y + far * sin(a) };
    }
    bdg_path_polygon(p, c, 10, r * 0.1);
    bdg_pen_path(pen, p, bdg_pen_text(pen, "fill=\"$\"", paint));
}
