/* A design of anybody: whatever is said of it, it can be drawn, and the sanitiser finds nothing to leave out. The same again from its own JSON. */
#include "fuzz.h"
#include "core/design/draw.h"
#include "io/svg.h"

static void fuzz_one(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    bdg_design_t *d, *again;
    bdg_render_line_t lines[BDG_LINES];
    bdg_svg_info_t info;
    bdg_check_t *check = bdg_check_make(pool);
    if (fuzz_refused(bdg_design_parse(&d, check, (const char *)data, size, pool)))
        return;
    bdg_design_lines(lines, d);
    for (int i = 0; i < BDG_LINES; i++)
        FUZZ_HOLDS(!lines[i].text || (strlen(lines[i].text) <= BDG_RENDER_LINE_BYTES && bdg_utf8_valid(lines[i].text, strlen(lines[i].text), NULL)));
    bdg_buf_t *svg = bdg_buf_make(BDG_DRAW_BYTES, pool), *clean = bdg_buf_make(BDG_SVG_MAX, pool);
    if (fuzz_refused(bdg_design_svg(svg, d, lines, NULL, pool)))
        abort();
    if (fuzz_refused(bdg_svg_sanitise(clean, &info, svg->data, svg->len, pool)))
        abort();
    FUZZ_HOLDS(info.dropped == 0);
    const char *json = bdg_design_json(d, pool);
    FUZZ_HOLDS(strlen(json) <= BDG_DESIGN_BYTES);
    if (fuzz_refused(bdg_design_parse(&again, bdg_check_make(pool), json, strlen(json), pool)))
        abort();
    FUZZ_HOLDS(!strcmp(json, bdg_design_json(again, pool)));
    FUZZ_HOLDS(bdg_design_hints(d, pool) != NULL);
}
