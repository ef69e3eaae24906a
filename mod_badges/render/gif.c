/* GIF bytes -> pixels of its first frame, by giflib. What lies behind that frame is not read. */
#include "render/render.h"
#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

typedef struct source_t { const uint8_t *p; size_t left; } source_t;

static int feed(GifFileType *gif, GifByteType *to, int want)
{
    source_t *s = gif->UserData;
    size_t n = want < 0 ? 0 : (size_t)want < s->left ? (size_t)want : s->left;
    memcpy(to, s->p, n);
    s->p += n;
    s->left -= n;
    return (int)n;
}

static _Noreturn void broken(int error)
{
    const char *why = GifErrorString(error);
    render_fail(error == D_GIF_ERR_NOT_ENOUGH_MEM ? RENDER_LIMIT : RENDER_NOT_PICTURE, "GIF: %s", why ? why : "broken");
}

/* An extension before the frame: only its transparent colour matters. */
static void read_extension(GifFileType *gif, int *clear)
{
    int code;
    GifByteType *block;
    GraphicsControlBlock control;
    if (DGifGetExtension(gif, &code, &block) == GIF_ERROR)
        broken(gif->Error);
    while (block) {
        if (code == GRAPHICS_EXT_FUNC_CODE && DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
            *clear = control.TransparentColor;
        if (DGifGetExtensionNext(gif, &block) == GIF_ERROR)
            broken(gif->Error);
    }
}

static void to_first_frame(GifFileType *gif, int *clear)
{
    GifRecordType what;
    for (;;) {
        if (DGifGetRecordType(gif, &what) == GIF_ERROR)
            broken(gif->Error);
        if (what == IMAGE_DESC_RECORD_TYPE)
            break;
        if (what != EXTENSION_RECORD_TYPE)
            render_fail(RENDER_NOT_PICTURE, "GIF without a frame");
        read_extension(gif, clear);
    }
    if (DGifGetImageDesc(gif) == GIF_ERROR)
        broken(gif->Error);
}

static void put_row(picture_t *pic, const GifImageDesc *frame, const ColorMapObject *map, const GifByteType *row, int y, int clear)
{
    int64_t to_y = (int64_t)frame->Top + y;
    if (to_y < 0 || to_y >= pic->height)
        return;
    for (int x = 0; x < frame->Width; x++) {
        int64_t to_x = (int64_t)frame->Left + x;
        if (to_x < 0 || to_x >= pic->width || row[x] == clear || row[x] >= map->ColorCount)
            continue;
        const GifColorType *c = &map->Colors[row[x]];
        uint8_t *to = pic->rgba + ((size_t)to_y * pic->width + (size_t)to_x) * 4;
        to[0] = c->Red;
        to[1] = c->Green;
        to[2] = c->Blue;
        to[3] = 255;
    }
}

/* Interlaced frames come in four passes (GIF89a, appendix E). */
static void read_frame(picture_t *pic, GifFileType *gif, int clear)
{
    static const struct { int from, step; } passes[] = { { 0, 8 }, { 4, 8 }, { 2, 4 }, { 1, 2 } }, plain = { 0, 1 };
    const GifImageDesc *frame = &gif->Image;
    const ColorMapObject *map = frame->ColorMap ? frame->ColorMap : gif->SColorMap;
    GifByteType *row = render_alloc((size_t)frame->Width);
    if (!map)
        render_fail(RENDER_NOT_PICTURE, "GIF without colours");
    for (int pass = 0; pass < (frame->Interlace ? 4 : 1); pass++)
        for (int y = frame->Interlace ? passes[pass].from : plain.from; y < frame->Height; y += frame->Interlace ? passes[pass].step : plain.step) {
            if (DGifGetLine(gif, row, frame->Width) == GIF_ERROR)
                broken(gif->Error);
            put_row(pic, frame, map, row, y, clear);
        }
    free(row);
}

static void hold(int width, int height, uint64_t max_pixels)
{
    if (width < 1 || height < 1)
        render_fail(RENDER_NOT_PICTURE, "GIF of no size");
    if ((uint32_t)width > RENDER_SIDE_MAX || (uint32_t)height > RENDER_SIDE_MAX || (uint64_t)width * (uint64_t)height > max_pixels)
        render_fail(RENDER_OVER_CAP, "%d by %d pixels", width, height);
}

picture_t picture_decode_gif(const uint8_t *bytes, size_t len, uint64_t max_pixels)
{
    source_t source = { bytes, len };
    int error = 0, clear = NO_TRANSPARENT_COLOR;
    GifFileType *gif = DGifOpen(&source, feed, &error);
    if (!gif)
        broken(error);
    if (gif->SWidth > 0 && gif->SHeight > 0)
        hold(gif->SWidth, gif->SHeight, max_pixels);
    to_first_frame(gif, &clear);
    hold(gif->Image.Width, gif->Image.Height, max_pixels);
    picture_t pic = { .width = (uint32_t)(gif->SWidth > 0 ? gif->SWidth : gif->Image.Width), .height = (uint32_t)(gif->SHeight > 0 ? gif->SHeight : gif->Image.Height) };
    hold((int)pic.width, (int)pic.height, max_pixels);
    size_t size = (size_t)pic.width * pic.height * 4;
    pic.rgba = render_alloc(size);
    memset(pic.rgba, 0, size);
    read_frame(&pic, gif, clear);
    return pic;      /* gif goes with the process */
}
