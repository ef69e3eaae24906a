/* JPEG bytes <-> pixels, by libjpeg-turbo. Whatever it has against a file ends the process, so nothing jumps. Photographs are decoded at a half, a
 * quarter or an eighth where that is still larger than what is asked for: a camera's 48 million pixels then take the memory of a few. */
#include "render/render.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <jpeglib.h>
#include <jerror.h>

#define PIXELS_MAX 64000000u   /* before scaling */

static void on_error(j_common_ptr c)
{
    char why[JMSG_LENGTH_MAX];
    c->err->format_message(c, why);
    int memory = c->err->msg_code == JERR_OUT_OF_MEMORY || c->err->msg_code == JERR_NO_BACKING_STORE || c->err->msg_code == JERR_TFILE_CREATE;
    render_fail(memory ? RENDER_LIMIT : RENDER_NOT_PICTURE, "JPEG: %s", why);
}

/* Warnings of every kind are common and harmless; a file that ends too early is a broken one. */
static void on_message(j_common_ptr c, int level)
{
    if (level < 0 && c->err->msg_code == JWRN_JPEG_EOF)
        on_error(c);
}

static unsigned number(const uint8_t *p, size_t n, int little)
{
    unsigned v = 0;
    for (size_t i = 0; i < n; i++)
        v = v << 8 | p[little ? n - 1 - i : i];
    return v;
}

/* How the camera was held: EXIF 2.3, tag 0x0112 of the first directory; 1 to 8, 1 for none. */
static int orientation(const uint8_t *p, size_t len)
{
    if (len < 14 || memcmp(p, "Exif\0", 6) != 0 || (memcmp(p + 6, "II", 2) != 0 && memcmp(p + 6, "MM", 2) != 0))
        return 1;
    int little = p[6] == 'I';
    p += 6;
    len -= 6;
    size_t at = number(p + 4, 4, little);
    if (at > len || len - at < 2)
        return 1;
    size_t n = number(p + at, 2, little);
    for (at += 2; n-- && len - at >= 12; at += 12)
        if (number(p + at, 2, little) == 0x0112) {
            unsigned v = number(p + at + 8, 2, little);
            return v >= 1 && v <= 8 ? (int)v : 1;
        }
    return 1;
}

static picture_t upright(picture_t pic, int how)
{
    if (how == 1)
        return pic;
    int across = how >= 5;
    picture_t out = { .width = across ? pic.height : pic.width, .height = across ? pic.width : pic.height };
    out.rgba = render_alloc((size_t)out.width * out.height * 4);
    for (uint32_t y = 0; y < out.height; y++)
        for (uint32_t x = 0; x < out.width; x++) {
            uint32_t fx = across ? y : x, fy = across ? x : y;      /* 5 is turned over the diagonal; the others mirror from there */
            if (how == 2 || how == 3 || how == 7 || how == 8)
                fx = pic.width - 1 - fx;
            if (how == 3 || how == 4 || how == 6 || how == 7)
                fy = pic.height - 1 - fy;
            memcpy(out.rgba + ((size_t)y * out.width + x) * 4, pic.rgba + ((size_t)fy * pic.width + fx) * 4, 4);
        }
    free(pic.rgba);
    return out;
}

/* Four inks, which Adobe's programs write the other way round. */
static void inks_to_rgba(uint8_t *row, uint32_t width, int inverted)
{
    for (uint8_t *p = row; width--; p += 4) {
        unsigned k = inverted ? p[3] : 255u - p[3];
        for (int i = 0; i < 3; i++)
            p[i] = (uint8_t)((inverted ? p[i] : 255u - p[i]) * k / 255);
        p[3] = 255;
    }
}

static void read_head(struct jpeg_decompress_struct *c, uint32_t side_max)
{
    jpeg_save_markers(c, JPEG_APP0 + 1, 0xffff);
    jpeg_read_header(c, TRUE);
    if (c->image_width > RENDER_SIDE_MAX || c->image_height > RENDER_SIDE_MAX || (uint64_t)c->image_width * c->image_height > PIXELS_MAX)
        render_fail(RENDER_OVER_CAP, "%u by %u pixels", c->image_width, c->image_height);
    uint32_t side = c->image_width > c->image_height ? c->image_width : c->image_height;
    c->scale_num = 1;
    c->scale_denom = 1;
    while (c->scale_denom < 8 && side / (c->scale_denom * 2) >= side_max)
        c->scale_denom *= 2;
    c->out_color_space = c->jpeg_color_space == JCS_CMYK || c->jpeg_color_space == JCS_YCCK ? JCS_CMYK : JCS_EXT_RGBA;
}

picture_t picture_decode_jpeg(const uint8_t *jpeg, size_t len, uint32_t side_max)
{
    struct jpeg_decompress_struct c;
    struct jpeg_error_mgr errors;
    picture_t pic;
    int how = 1;
    c.err = jpeg_std_error(&errors);
    errors.error_exit = on_error;
    errors.emit_message = on_message;
    jpeg_create_decompress(&c);
    jpeg_mem_src(&c, jpeg, (unsigned long)len);
    read_head(&c, side_max);
    for (jpeg_saved_marker_ptr m = c.marker_list; m && how == 1; m = m->next)
        how = orientation(m->data, m->data_length);
    jpeg_start_decompress(&c);
    pic.width = c.output_width;
    pic.height = c.output_height;
    pic.rgba = render_alloc((size_t)pic.width * pic.height * 4);
    while (c.output_scanline < c.output_height) {
        uint8_t *row = pic.rgba + (size_t)c.output_scanline * pic.width * 4;
        jpeg_read_scanlines(&c, &row, 1);
        if (c.out_color_space == JCS_CMYK)
            inks_to_rgba(row, pic.width, c.saw_Adobe_marker);
    }
    jpeg_finish_decompress(&c);
    jpeg_destroy_decompress(&c);
    return upright(pic, how);
}

void picture_write_jpeg(const picture_t *pic)
{
    struct jpeg_compress_struct c;
    struct jpeg_error_mgr errors;
    unsigned char *out = NULL;
    unsigned long len = 0;
    c.err = jpeg_std_error(&errors);
    errors.error_exit = on_error;
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &out, &len);
    c.image_width = pic->width;
    c.image_height = pic->height;
    c.input_components = 4;
    c.in_color_space = JCS_EXT_RGBX;
    jpeg_set_defaults(&c);
    jpeg_set_quality(&c, 84, TRUE);
    jpeg_simple_progression(&c);
    jpeg_start_compress(&c, TRUE);
    while (c.next_scanline < c.image_height) {
        uint8_t *row = pic->rgba + (size_t)c.next_scanline * pic->width * 4;
        jpeg_write_scanlines(&c, &row, 1);
    }
    jpeg_finish_compress(&c);
    render_write_all(out, len);
    jpeg_destroy_compress(&c);
    free(out);
}
