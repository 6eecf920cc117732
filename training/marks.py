"""python3 training/marks.py

Writes the masks from which `samples/generate` draws labels: 8-bit grey PNG, the share of ink of each pixel, cut to the
ink. Shares are rounded to 16 steps, which halves the files. Nothing here enters training.
"""
import pathlib

from PIL import Image, ImageDraw, ImageFont

FOLDER = pathlib.Path(__file__).parent.parent / "samples" / "generate" / "marks"
# Noto Sans CJK SC Bold: face 2 of the collection.
FACE = ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", 2)
EM = 72
LINE_EM = 40

LINES = {
    "doubao": "豆包AI生成",
    "ai": "AI生成",
    "spelled_out": "人工智能合成",
    "yuanbao": "元宝AI",
    "generated": "生成",
    "jimeng": "即梦AI",
    "made_with": "Made with AI",
    "denial": "非AI生成",
    "with_some": "含有AI生成内容",
    "caption": "今日菜单",
}
# An application's screen, in two columns.
PAGE = ["首页 消息", "搜索 设置", "我的 分享", "收藏 评论", "关注 下载", "热门 帮助", "反馈 更多"]
PAGE_SIZE = (480, 560)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in LINES.items():
        _save(name, _line(text, EM))
    _save("page", _page())


def _line(text, em):
    font = ImageFont.truetype(FACE[0], em, index=FACE[1])
    sheet = Image.new("L", (em * (len(text) + 2), em * 3))
    ImageDraw.Draw(sheet).text((em, em * 2), text, fill=255, font=font, anchor="ls")
    return sheet.crop(sheet.getbbox())


def _page():
    sheet = Image.new("L", PAGE_SIZE)
    for row, words in enumerate(PAGE):
        for column, word in enumerate(words.split()):
            line = _line(word, LINE_EM)
            sheet.paste(line, (column * (PAGE_SIZE[0] - line.width), row * 84))
    return sheet.crop(sheet.getbbox())


def _save(name, mask):
    mask.point(lambda share: (share + 8) // 17 * 17).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
