/* A sanitised SVG -> PNG. Loaded from memory without a base address, so librsvg fetches nothing: only data: pictures work. */
#include "render/render.h"
#include <librsvg/rsvg.h>
#include <math.h>

/* The picture's own size: width and height if it has them in absolute units, else its viewBox. Only the ratio matters here. */
static void own_size(RsvgHandle *handle, double *w, double *h)
{
    gboolean has_w, has_h, has_box;
    RsvgLength lw, lh;
    RsvgRectangle box;
    if (rsvg_handle_get_intrinsic_size_in_pixels(handle, w, h) && *w > 0 && *h > 0)
        return;
    rsvg_handle_get_intrinsic_dimensions(handle, &has_w, &lw, &has_h, &lh, &has_box, &box);
    if (!has_box || !(box.width > 0) || !(box.height > 0))
        render_fail(RENDER_NOT_PICTURE, "SVG without a size");
    *w = box.width;
    *h = box.height;
}

void job_svg_png(const job_t *job)
{
    uint32_t max_w = render_arg_uint(job, "--width", 1, 4096, 1200), max_h = render_arg_uint(job, "--height", 1, 4096, 1200);
    GError *error = NULL;
    RsvgHandle *handle = rsvg_handle_new_from_data(job->in, job->in_len, &error);
    if (!handle)
        render_fail(RENDER_NOT_PICTURE, "SVG: %s", error ? error->message : "unreadable");
    double w = 0, h = 0;
    rsvg_handle_set_dpi(handle, 96);
    own_size(handle, &w, &h);
    if (!isfinite(w) || !isfinite(h))
        render_fail(RENDER_NOT_PICTURE, "SVG without a size");
    double f = fmin(max_w / w, max_h / h);
    uint32_t out_w = (uint32_t)fmin(fmax(round(w * f), 1), max_w), out_h = (uint32_t)fmin(fmax(round(h * f), 1), max_h);
    cairo_surface_t *surface = picture_surface(out_w, out_h);
    cairo_t *cr = cairo_create(surface);
    RsvgRectangle all = { 0, 0, out_w, out_h };
    if (!rsvg_handle_render_document(handle, cr, &all, &error))
        render_fail(RENDER_NOT_PICTURE, "drawing SVG: %s", error ? error->message : "failed");
    cairo_destroy(cr);
    g_object_unref(handle);
    picture_t pic = picture_from_surface(surface);
    picture_write_png(&pic);
}
