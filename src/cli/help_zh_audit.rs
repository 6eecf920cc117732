//! The Chinese help of `audit`, as in `help_zh`.

/// What commands do.
pub(super) static COMMANDS: &[(&str, &str)] = &[
    ("audit", "从图片清单中抽样检查，给出带置信区间、他人可以重复的比率"),
    ("audit/plan", "算出应查多少张，并固定清单的摘要"),
    ("audit/draw", "抽取样本：有同一份清单和种子的人抽出的都一样"),
    ("audit/run", "检查样本中的图片；随时可以中断，再接着做"),
    ("audit/report", "写出报告：带区间的比率、图、个案；网页一份，另有数据表"),
    ("audit/bundle", "把他人复核这次抽检所需的一切汇成证据包，并签名"),
    ("audit/verify-bundle", "核对证据包：摘要、签名、抽样，并重新检查手边的每张图片"),
    ("audit/help/bundle", "汇成证据包"),
    ("audit/help/verify-bundle", "核对证据包"),
    ("audit/help", "显示本说明，或某个命令的说明"),
    ("audit/help/plan", "算出应查多少张"),
    ("audit/help/draw", "抽取样本"),
    ("audit/help/run", "检查样本中的图片"),
    ("audit/help/report", "写出报告"),
    ("audit/help/help", "显示本说明"),
];

/// What arguments mean.
pub(super) static ARGS: &[(&str, &str)] = &[
    (
        "audit/plan/list",
        "全部图片的清单：文件夹，或 CSV、JSON 行文件（.jsonl、.ndjson），编译时带有该特性的版本也可用 Parquet",
    ),
    ("audit/plan/population", "没有清单，只按这么多张图片计算"),
    ("audit/plan/strata", "用来分层的列，以逗号分隔；文件夹有 folder 和 extension 两列"),
    ("audit/plan/id", "编号所在的列；默认 id，没有则用图片位置"),
    ("audit/plan/place", "路径或网址所在的列；默认 path、file、url、location 或 image"),
    ("audit/plan/margin", "比率允许的误差（上下各多少）"),
    ("audit/plan/confidence", "置信度"),
    ("audit/plan/expected", "预计的比率；50 % 需要的样本最大"),
    ("audit/plan/catch", "不按误差，而按发现：若有这个比率的图片属于某种情形，至少要查到一张"),
    ("audit/plan/wanted_for", "each：每一层都要达到；whole：总体达到即可，按各层大小分配"),
    ("audit/plan/output", "把方案写入这个文件，供 `audit draw --plan` 使用"),
    ("audit/draw/list", "全部图片的清单，与 `audit plan` 相同"),
    ("audit/draw/strata", "用来分层的列，以逗号分隔；给出 --plan 时以方案为准"),
    ("audit/draw/id", "编号所在的列；默认 id，没有则用图片位置"),
    ("audit/draw/place", "路径或网址所在的列；默认 path、file、url、location 或 image"),
    ("audit/draw/plan", "写有各层数目的方案；清单必须是方案所定的那一份"),
    ("audit/draw/part", "清单只是方案所定清单的一部分"),
    ("audit/draw/size", "每一层抽多少张"),
    ("audit/draw/reserve", "每一层另留多少张候补，替代无法取得的图片"),
    ("audit/draw/seed", "种子"),
    ("audit/draw/seed_from", "一个公开的值，种子是它的 SHA-256（十六进制）"),
    ("audit/draw/merge", "合并从清单各部分分别抽出的样本"),
    ("audit/draw/output", "把样本写入这个文件；默认写到标准输出"),
    ("audit/run/sample", "`audit draw` 写出的样本"),
    ("audit/run/audit", "抽检文件；已有的会接着做"),
    ("audit/run/base", "清单中的路径从哪个文件夹算起；默认是当前文件夹"),
    ("audit/run/online", "下载清单中网址的图片，以及图片引用的凭证（只限公网主机）"),
    ("audit/run/role", "以什么身份判断"),
    ("audit/run/jurisdiction", "适用哪里的标识规则"),
    ("audit/run/depth", "查多深。metadata：不看像素；full：完整检查；deep：再加耗时的搜索"),
    ("audit/run/as_of", "按这一天或这一时刻判断；默认是抽检开始的时刻"),
    ("audit/run/c2pa_counts_as_implicit", "把可信的 C2PA AI 声明视为第六条第（一）项的隐式标识"),
    ("audit/run/trust_dir", "存放信任名单的文件夹"),
    ("audit/run/jobs", "同时检查几张图片；默认每个处理器核心一张"),
    ("audit/bundle/audit", "抽检文件"),
    ("audit/bundle/output", "要写出的文件夹，须尚不存在"),
    ("audit/bundle/key", "签名用的私钥：PEM（PKCS #8）格式，Ed25519 或 SM2"),
    ("audit/bundle/pictures", "把图片也复制进证据包"),
    ("audit/bundle/base", "清单中的路径从哪个文件夹算起；默认与 `audit run` 相同"),
    ("audit/bundle/progress", "是否在标准错误显示进度条（auto 自动，always 总是，never 从不）"),
    ("audit/verify-bundle/bundle", "证据包文件夹"),
    ("audit/verify-bundle/base", "证据包不含图片时，清单中的路径从哪个文件夹算起"),
    ("audit/verify-bundle/public_key", "必须是这个公钥（十六进制）签的名"),
    ("audit/verify-bundle/trust_dir", "存放信任名单的文件夹"),
    ("audit/verify-bundle/online", "抽检时下载过凭证的，再次下载图片只引用的凭证；其回答可能已有变化"),
    ("audit/verify-bundle/progress", "是否在标准错误显示进度条（auto 自动，always 总是，never 从不）"),
    ("audit/report/progress", "是否在标准错误显示进度条（auto 自动，always 总是，never 从不）"),
    ("audit/run/progress", "是否在标准错误显示进度条（auto 自动，always 总是，never 从不）"),
    ("audit/report/audit", "抽检文件，由 `audit run` 写出"),
    ("audit/report/output", "把网页写入这个文件；默认写到标准输出，只要数据表时不写"),
    ("audit/report/csv", "把 items.csv 和 measures.csv 写入这个文件夹"),
    ("audit/report/jsonl", "把 items.jsonl 和 measures.jsonl 写入这个文件夹"),
    #[cfg(feature = "parquet")]
    ("audit/report/parquet", "把 items.parquet 和 measures.parquet 写入这个文件夹"),
    ("audit/report/confidence", "每个区间的置信度"),
    ("audit/report/earlier", "以前的一次抽检，用来比较"),
    ("audit/report/date", "清单中图片日期所在的列；默认是第一个全是 ISO 日期的列"),
    ("audit/report/cases", "最多展示多少个个案"),
];

/// What values mean.
pub(super) static VALUES: &[(&str, &str)] = &[
    ("audit/run/role/unknown", "未说明身份，结论最高为警告"),
    ("audit/run/role/generator", "生成合成服务提供者，图片是自己服务的输出"),
    ("audit/run/role/platform", "传播服务提供者，用户上传时"),
    ("audit/run/role/platform-egress", "传播服务提供者，文件对外提供时"),
    ("audit/run/role/auditor", "监管或研究抽查"),
    ("audit/run/jurisdiction/cn", "中国大陆"),
    ("audit/run/jurisdiction/none", "不适用任何国家规则"),
];

/// What stands below the help.
pub(super) static AFTER: &[(&str, &str)] = &[
    (
        "audit",
        "\
一次抽检分五步：
  yanbiao audit plan list.csv --strata platform --margin 5% -o plan.json     查多少张？公布清单摘要
  yanbiao audit draw list.csv --plan plan.json --seed-from '上证收盘 2026-12-01 3888.60' -o sample.jsonl
  yanbiao audit run sample.jsonl --audit audit.sqlite                        中断后再运行即可继续
  yanbiao audit report audit.sqlite -o report.html                           带区间的比率、个案、图
  yanbiao audit bundle audit.sqlite -o evidence/                             供他人复核的证据

清单是文件夹，或带有 path、file 或 url 列的 CSV 或 JSON 行文件，其余列不限。",
    ),
    (
        "audit/plan",
        "\
示例：
  yanbiao audit plan list.csv                                 误差 5 个百分点，置信度 95 %
  yanbiao audit plan list.csv --strata platform,generator --margin 3%
  yanbiao audit plan list.csv --catch 0.5%                    至少要查到一张不合要求的
  yanbiao audit plan --population 1200000 --margin 2% --expected 10%

输出的摘要是清单的 SHA-256：请在任何人知道种子之前公布。",
    ),
    (
        "audit/draw",
        "\
示例：
  yanbiao audit draw list.csv --plan plan.json --seed-from '上证收盘 2026-12-01 3888.60' -o sample.jsonl
  yanbiao audit draw photos/ --size 200 --seed 20261201 -o sample.jsonl
  yanbiao audit draw part1.csv --size 200 --seed S -o 1.jsonl; … ; yanbiao audit draw --merge 1.jsonl 2.jsonl -o all.jsonl

图片的签号是“种子接编号”的 SHA-256，每层签号最小的若干张就是样本。任何人都能重复：printf '%s%s' 种子 编号 | sha256sum。
大样本以小样本开头。用 --seed-from 时，种子是一个公开值的 SHA-256（十六进制）：
应选公布清单摘要时尚不可知、事后人人可查的值。",
    ),
    (
        "audit/run",
        "\
示例：
  yanbiao audit run sample.jsonl                         写入 audit.sqlite；再运行一次就接着做
  yanbiao audit run sample.jsonl --base /mnt/photos      清单中的路径从这里算起
  yanbiao audit run sample.jsonl --online                清单中是网址

退出码：0 样本都查完了；2 用法错误，或抽检文件无法写入；3 有一层能取得的图片少于应查的数目；
130 被 Ctrl-C 中断，不丢失任何内容。",
    ),
    (
        "audit/report",
        "\
示例：
  yanbiao audit report audit.sqlite -o report.html              可以公布的网页：单个文件，适合打印
  yanbiao audit report audit.sqlite -o report.html --lang zh
  yanbiao audit report audit.sqlite --csv tables/               写出 tables/items.csv 和 tables/measures.csv
  yanbiao audit report june.sqlite -o june.html --earlier may.sqlite

网页不从别处获取任何内容，也不运行任何东西。个案带有图片的缩略图；不能外传时，用 --cases 0 略去。

退出码：0 报告已写出；2 用法或读写错误；3 已写出，但抽检没有完成，或有一层少于应查的数目。",
    ),
    (
        "audit/bundle",
        "\
示例：
  openssl genpkey -algorithm ed25519 -out key.pem
  yanbiao audit bundle audit.sqlite -o evidence/ --key key.pem
  yanbiao audit bundle audit.sqlite -o evidence/ --pictures       连同图片

证据包含样本、每张图片的报告（规范 JSON，RFC 8785）、每处标识的原始字节及其位置、画面标识的截图、
每张图片的 SHA-256 与 SM3，以及覆盖全部内容并经签名的默克尔根。",
    ),
    (
        "audit/verify-bundle",
        "\
示例：
  yanbiao audit verify-bundle evidence/                                    摘要、抽样、签名
  yanbiao audit verify-bundle evidence/ --base /mnt/photos                 并重新检查图片
  yanbiao audit verify-bundle evidence/ --public-key 2b5c…                 并确认由此公钥签名

退出码：0 全部相符；1 有不符之处；2 用法错误，或不是证据包；3 查过的都相符，但没有签名、
程序版本不同，或有图片不在手边。",
    ),
];
