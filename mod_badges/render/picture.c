/* PNG bytes <-> pixels, by libpng's simplified interface: it holds its own setjmp, skips every chunk that does not change
 * pixels (text, colour profiles, EXIF, the frames of an APNG), and turns palettes, greys, 16 bits and gamma into 8-bit sRGB. */
#include "render/render.h"
#include <png.h>
#include <stdlib.h>
#include <string.h>

picture_t picture_decode_png(const uint8_t *png, size_t len, uint64_t max_pixels)
{
    png_image image = { .version = PNG_IMAGE_VERSION };
    picture_t pic;
    if (len < 8 || png_sig_cmp(png, 0, 8) != 0)
        render_fail(RENDER_NOT_PICTURE, "not a PNG");
    if (!png_image_begin_read_from_memory(&image, png, len))
        render_fail(RENDER_NOT_PICTURE, "PNG header: %s", image.message);
    if (image.width > RENDER_SIDE_MAX || image.height > RENDER_SIDE_MAX || (uint64_t)image.width * image.height > max_pixels)
        render_fail(RENDER_OVER_CAP, "%u by %u pixels", image.width, image.height);
    image.format = PNG_FORMAT_RGBA;
    pic.width = image.width;
    pic.height = image.height;
    pic.rgba = render_alloc((size_t)pic.width * pic.height * 4);
    if (!png_image_finish_read(&image, NULL, pic.rgba, 0, NULL))
        render_fail(RENDER_NOT_PICTURE, "PNG: %s", image.message);
    return pic;
}

cairo_surface_t *picture_surface(uint32_t width, uint32_t height)
{
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)width, (int)height);
    if (cairo_surface_status(s) != CAIRO_STATUS_SUCCESS)
        render_fail(RENDER_LIMIT, "surface: %s", cairo_status_to_string(cairo_surface_status(s)));
    return s;
}

cairo_surface_t *picture_to_surface(const picture_t *pic)
{
    cairo_surface_t *s = picture_surface(pic->width, pic->height);
    size_t stride = (size_t)cairo_image_surface_get_stride(s);
    uint8_t *base = cairo_image_surface_get_data(s);
    const uint8_t *from = pic->rgba;
    for (uint32_t y = 0; y < pic->height; y++) {
        uint32_t *to = (uint32_t *)(void *)(base + y * stride);
        for (uint32_t x = 0; x < pic->width; x++, from += 4) {
            uint32_t a = from[3], r = (from[0] * a + 127) / 255, g = (from[1] * a + 127) / 255, b = (from[2] * a + 127) / 255;
            to[x] = a << 24 | r << 16 | g << 8 | b;
        }
    }
    cairo_surface_mark_dirty(s);
    return s;
}

static uint8_t unmultiply(uint32_t c, uint32_t a)
{
    uint32_t v = a ? (c * 255 + a / 2) / a : 0;
    return (uint8_t)(v > 255 ? 255 : v);
}

picture_t picture_from_surface(cairo_surface_t *surface)
{
    cairo_surface_flush(surface);
    picture_t pic = { .width = (uint32_t)cairo_image_surface_get_width(surface),
                      .height = (uint32_t)cairo_image_surface_get_height(surface) };
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    const uint8_t *base = cairo_image_surface_get_data(surface);
    uint8_t *to = pic.rgba = render_alloc((size_t)pic.width * pic.height * 4);
    for (uint32_t y = 0; y < pic.height; y++) {
        const uint32_t *from = (const uint32_t *)(const void *)(base + y * stride);
        for (uint32_t x = 0; x < pic.width; x++, to += 4) {
            uint32_t a = from[x] >> 24;
            to[0] = unmultiply(from[x] >> 16 & 255, a);
            to[1] = unmultiply(from[x] >> 8 & 255, a);
            to[2] = unmultiply(from[x] & 255, a);
            to[3] = (uint8_t)a;
        }
    }
    return pic;
}

picture_t picture_shrink(picture_t pic, uint32_t side_max)
{
    uint32_t side = pic.width > pic.height ? pic.width : pic.height;
    if (side <= side_max)
        return pic;
    double f = (double)side_max / side;
    uint32_t w = (uint32_t)(pic.width * f + 0.5), h = (uint32_t)(pic.height * f + 0.5);
    w = w ? w : 1;
    h = h ? h : 1;
    cairo_surface_t *large = picture_to_surface(&pic);
    uint32_t ow = pic.width, oh = pic.height;
    free(pic.rgba);
    cairo_surface_t *small = picture_surface(w, h);
    cairo_t *cr = cairo_create(small);
    cairo_scale(cr, (double)w / ow, (double)h / oh);
    cairo_set_source_surface(cr, large, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_BEST);
    cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_PAD);     /* no faint rim at the edges */
    cairo_set_operator(cr, CAIRO_OPERATOR_SOURCE);
    cairo_paint(cr);
    if (cairo_status(cr) != CAIRO_STATUS_SUCCESS)
        render_fail(RENDER_LIMIT, "shrinking: %s", cairo_status_to_string(cairo_status(cr)));
    cairo_destroy(cr);
    cairo_surface_destroy(large);
    picture_t out = picture_from_surface(small);
    cairo_surface_destroy(small);
    return out;
}

void picture_write_png(const picture_t *pic)
{
    png_image image = { .version = PNG_IMAGE_VERSION, .width = pic->width, .height = pic->height, .format = PNG_FORMAT_RGBA };
    png_alloc_size_t max = PNG_IMAGE_PNG_SIZE_MAX(image), len = max;
    uint8_t *out = render_alloc(max);
    if (!png_image_write_to_memory(&image, out, &len, 0, pic->rgba, 0, NULL))
        render_fail(RENDER_LIMIT, "writing PNG: %s", image.message);
    render_write_all(out, len);
    free(out);
}

void job_png_normalise(const job_t *job)
{
    uint64_t max_pixels = render_arg_pixels(job, "--max-pixels", 4096 * 4096);
    uint32_t out_max = render_arg_uint(job, "--out-max", 1, 4096, 1200);
    picture_t pic = picture_shrink(picture_decode_png(job->in, job->in_len, max_pixels), out_max);
    picture_write_png(&pic);
}

/* By its first bytes, never by what somebody says it is. */
static picture_t decode_any(const job_t *job, uint64_t max_pixels, uint32_t side_max)
{
    if (job->in_len > 3 && !memcmp(job->in, "\xff\xd8\xff", 3))
        return picture_decode_jpeg(job->in, job->in_len, side_max);
    if (job->in_len > 6 && !memcmp(job->in, "GIF8", 4))
        return picture_decode_gif(job->in, job->in_len, max_pixels);
    return picture_decode_png(job->in, job->in_len, max_pixels);
}

static int is_opaque(const picture_t *pic)
{
    size_t n = (size_t)pic->width * pic->height;
    for (size_t i = 0; i < n; i++)
        if (pic->rgba[i * 4 + 3] != 255)
            return 0;
    return 1;
}

void job_picture_normalise(const job_t *job)
{
    uint32_t out_max = render_arg_uint(job, "--out-max", 1, 4096, 1200);
    picture_t pic = picture_shrink(decode_any(job, render_arg_pixels(job, "--max-pixels", 4096 * 4096), out_max), out_max);
    if (render_arg_uint(job, "--photo", 0, 1, 0) && is_opaque(&pic))
        picture_write_jpeg(&pic);
    else
        picture_write_png(&pic);
}
