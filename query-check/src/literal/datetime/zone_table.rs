//! Names and abbreviations of time zones: IANA's names, and PostgreSQL's `Default` set of abbreviations.
//!
//! Generated from `pg_timezone_names` and `timezonesets/Default`, which are the same in PostgreSQL 14 to 18.

/// Names in lower case, sorted, a space between two.
pub(super) const NAMES: &str = "\
africa/abidjan africa/accra africa/addis_ababa africa/algiers africa/asmara africa/asmera \
africa/bamako africa/bangui africa/banjul africa/bissau africa/blantyre africa/brazzaville \
africa/bujumbura africa/cairo africa/casablanca africa/ceuta africa/conakry africa/dakar \
africa/dar_es_salaam africa/djibouti africa/douala africa/el_aaiun africa/freetown \
africa/gaborone africa/harare africa/johannesburg africa/juba africa/kampala africa/khartoum \
africa/kigali africa/kinshasa africa/lagos africa/libreville africa/lome africa/luanda \
africa/lubumbashi africa/lusaka africa/malabo africa/maputo africa/maseru africa/mbabane \
africa/mogadishu africa/monrovia africa/nairobi africa/ndjamena africa/niamey africa/nouakchott \
africa/ouagadougou africa/porto-novo africa/sao_tome africa/timbuktu africa/tripoli \
africa/tunis africa/windhoek america/adak america/anchorage america/anguilla america/antigua \
america/araguaina america/argentina/buenos_aires america/argentina/catamarca \
america/argentina/comodrivadavia america/argentina/cordoba america/argentina/jujuy \
america/argentina/la_rioja america/argentina/mendoza america/argentina/rio_gallegos \
america/argentina/salta america/argentina/san_juan america/argentina/san_luis \
america/argentina/tucuman america/argentina/ushuaia america/aruba america/asuncion \
america/atikokan america/atka america/bahia america/bahia_banderas america/barbados \
america/belem america/belize america/blanc-sablon america/boa_vista america/bogota \
america/boise america/buenos_aires america/cambridge_bay america/campo_grande america/cancun \
america/caracas america/catamarca america/cayenne america/cayman america/chicago \
america/chihuahua america/ciudad_juarez america/coral_harbour america/cordoba \
america/costa_rica america/coyhaique america/creston america/cuiaba america/curacao \
america/danmarkshavn america/dawson america/dawson_creek america/denver america/detroit \
america/dominica america/edmonton america/eirunepe america/el_salvador america/ensenada \
america/fort_nelson america/fort_wayne america/fortaleza america/glace_bay america/godthab \
america/goose_bay america/grand_turk america/grenada america/guadeloupe america/guatemala \
america/guayaquil america/guyana america/halifax america/havana america/hermosillo \
america/indiana/indianapolis america/indiana/knox america/indiana/marengo \
america/indiana/petersburg america/indiana/tell_city america/indiana/vevay \
america/indiana/vincennes america/indiana/winamac america/indianapolis america/inuvik \
america/iqaluit america/jamaica america/jujuy america/juneau america/kentucky/louisville \
america/kentucky/monticello america/knox_in america/kralendijk america/la_paz america/lima \
america/los_angeles america/louisville america/lower_princes america/maceio america/managua \
america/manaus america/marigot america/martinique america/matamoros america/mazatlan \
america/mendoza america/menominee america/merida america/metlakatla america/mexico_city \
america/miquelon america/moncton america/monterrey america/montevideo america/montreal \
america/montserrat america/nassau america/new_york america/nipigon america/nome america/noronha \
america/north_dakota/beulah america/north_dakota/center america/north_dakota/new_salem \
america/nuuk america/ojinaga america/panama america/pangnirtung america/paramaribo \
america/phoenix america/port-au-prince america/port_of_spain america/porto_acre \
america/porto_velho america/puerto_rico america/punta_arenas america/rainy_river \
america/rankin_inlet america/recife america/regina america/resolute america/rio_branco \
america/rosario america/santa_isabel america/santarem america/santiago america/santo_domingo \
america/sao_paulo america/scoresbysund america/shiprock america/sitka america/st_barthelemy \
america/st_johns america/st_kitts america/st_lucia america/st_thomas america/st_vincent \
america/swift_current america/tegucigalpa america/thule america/thunder_bay america/tijuana \
america/toronto america/tortola america/vancouver america/virgin america/whitehorse \
america/winnipeg america/yakutat america/yellowknife antarctica/casey antarctica/davis \
antarctica/dumontdurville antarctica/macquarie antarctica/mawson antarctica/mcmurdo \
antarctica/palmer antarctica/rothera antarctica/south_pole antarctica/syowa antarctica/troll \
antarctica/vostok arctic/longyearbyen asia/aden asia/almaty asia/amman asia/anadyr asia/aqtau \
asia/aqtobe asia/ashgabat asia/ashkhabad asia/atyrau asia/baghdad asia/bahrain asia/baku \
asia/bangkok asia/barnaul asia/beirut asia/bishkek asia/brunei asia/calcutta asia/chita \
asia/choibalsan asia/chongqing asia/chungking asia/colombo asia/dacca asia/damascus asia/dhaka \
asia/dili asia/dubai asia/dushanbe asia/famagusta asia/gaza asia/harbin asia/hebron \
asia/ho_chi_minh asia/hong_kong asia/hovd asia/irkutsk asia/istanbul asia/jakarta asia/jayapura \
asia/jerusalem asia/kabul asia/kamchatka asia/karachi asia/kashgar asia/kathmandu asia/katmandu \
asia/khandyga asia/kolkata asia/krasnoyarsk asia/kuala_lumpur asia/kuching asia/kuwait \
asia/macao asia/macau asia/magadan asia/makassar asia/manila asia/muscat asia/nicosia \
asia/novokuznetsk asia/novosibirsk asia/omsk asia/oral asia/phnom_penh asia/pontianak \
asia/pyongyang asia/qatar asia/qostanay asia/qyzylorda asia/rangoon asia/riyadh asia/saigon \
asia/sakhalin asia/samarkand asia/seoul asia/shanghai asia/singapore asia/srednekolymsk \
asia/taipei asia/tashkent asia/tbilisi asia/tehran asia/tel_aviv asia/thimbu asia/thimphu \
asia/tokyo asia/tomsk asia/ujung_pandang asia/ulaanbaatar asia/ulan_bator asia/urumqi \
asia/ust-nera asia/vientiane asia/vladivostok asia/yakutsk asia/yangon asia/yekaterinburg \
asia/yerevan atlantic/azores atlantic/bermuda atlantic/canary atlantic/cape_verde \
atlantic/faeroe atlantic/faroe atlantic/jan_mayen atlantic/madeira atlantic/reykjavik \
atlantic/south_georgia atlantic/st_helena atlantic/stanley australia/act australia/adelaide \
australia/brisbane australia/broken_hill australia/canberra australia/currie australia/darwin \
australia/eucla australia/hobart australia/lhi australia/lindeman australia/lord_howe \
australia/melbourne australia/north australia/nsw australia/perth australia/queensland \
australia/south australia/sydney australia/tasmania australia/victoria australia/west \
australia/yancowinna brazil/acre brazil/denoronha brazil/east brazil/west canada/atlantic \
canada/central canada/eastern canada/mountain canada/newfoundland canada/pacific \
canada/saskatchewan canada/yukon cet chile/continental chile/easterisland cst6cdt cuba eet \
egypt eire est est5edt etc/gmt etc/gmt+0 etc/gmt+1 etc/gmt+10 etc/gmt+11 etc/gmt+12 etc/gmt+2 \
etc/gmt+3 etc/gmt+4 etc/gmt+5 etc/gmt+6 etc/gmt+7 etc/gmt+8 etc/gmt+9 etc/gmt-0 etc/gmt-1 \
etc/gmt-10 etc/gmt-11 etc/gmt-12 etc/gmt-13 etc/gmt-14 etc/gmt-2 etc/gmt-3 etc/gmt-4 etc/gmt-5 \
etc/gmt-6 etc/gmt-7 etc/gmt-8 etc/gmt-9 etc/gmt0 etc/greenwich etc/uct etc/universal etc/utc \
etc/zulu europe/amsterdam europe/andorra europe/astrakhan europe/athens europe/belfast \
europe/belgrade europe/berlin europe/bratislava europe/brussels europe/bucharest \
europe/budapest europe/busingen europe/chisinau europe/copenhagen europe/dublin \
europe/gibraltar europe/guernsey europe/helsinki europe/isle_of_man europe/istanbul \
europe/jersey europe/kaliningrad europe/kiev europe/kirov europe/kyiv europe/lisbon \
europe/ljubljana europe/london europe/luxembourg europe/madrid europe/malta europe/mariehamn \
europe/minsk europe/monaco europe/moscow europe/nicosia europe/oslo europe/paris \
europe/podgorica europe/prague europe/riga europe/rome europe/samara europe/san_marino \
europe/sarajevo europe/saratov europe/simferopol europe/skopje europe/sofia europe/stockholm \
europe/tallinn europe/tirane europe/tiraspol europe/ulyanovsk europe/uzhgorod europe/vaduz \
europe/vatican europe/vienna europe/vilnius europe/volgograd europe/warsaw europe/zagreb \
europe/zaporozhye europe/zurich factory gb gb-eire gmt gmt+0 gmt-0 gmt0 greenwich hongkong hst \
iceland indian/antananarivo indian/chagos indian/christmas indian/cocos indian/comoro \
indian/kerguelen indian/mahe indian/maldives indian/mauritius indian/mayotte indian/reunion \
iran israel jamaica japan kwajalein libya met mexico/bajanorte mexico/bajasur mexico/general \
mst mst7mdt navajo nz nz-chat pacific/apia pacific/auckland pacific/bougainville \
pacific/chatham pacific/chuuk pacific/easter pacific/efate pacific/enderbury pacific/fakaofo \
pacific/fiji pacific/funafuti pacific/galapagos pacific/gambier pacific/guadalcanal \
pacific/guam pacific/honolulu pacific/johnston pacific/kanton pacific/kiritimati pacific/kosrae \
pacific/kwajalein pacific/majuro pacific/marquesas pacific/midway pacific/nauru pacific/niue \
pacific/norfolk pacific/noumea pacific/pago_pago pacific/palau pacific/pitcairn pacific/pohnpei \
pacific/ponape pacific/port_moresby pacific/rarotonga pacific/saipan pacific/samoa \
pacific/tahiti pacific/tarawa pacific/tongatapu pacific/truk pacific/wake pacific/wallis \
pacific/yap poland portugal prc pst8pdt roc rok singapore turkey uct universal us/alaska \
us/aleutian us/arizona us/central us/east-indiana us/eastern us/hawaii us/indiana-starke \
us/michigan us/mountain us/pacific us/samoa utc w-su wet zulu";

/// What an abbreviation stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// Standard time, so many seconds east of Greenwich.
    Standard(i32),
    /// Daylight-saving time.
    Daylight(i32),
    /// Whatever it means in a zone at a time.
    Dynamic,
}

use Abbreviation::{Daylight, Dynamic, Standard};

/// Abbreviations in lower case, sorted.
pub(super) const ABBREVIATIONS: &[(&str, Abbreviation)] = &[
    ("acdt", Daylight(37800)),
    ("acsst", Daylight(37800)),
    ("acst", Standard(34200)),
    ("act", Standard(-18000)),
    ("acwst", Standard(31500)),
    ("adt", Daylight(-10800)),
    ("aedt", Daylight(39600)),
    ("aesst", Daylight(39600)),
    ("aest", Standard(36000)),
    ("aft", Standard(16200)),
    ("akdt", Daylight(-28800)),
    ("akst", Standard(-32400)),
    ("almst", Daylight(25200)),
    ("almt", Standard(21600)),
    ("amst", Dynamic),
    ("amt", Standard(-14400)),
    ("anast", Dynamic),
    ("anat", Dynamic),
    ("arst", Dynamic),
    ("art", Dynamic),
    ("ast", Standard(-14400)),
    ("awsst", Daylight(32400)),
    ("awst", Standard(28800)),
    ("azost", Daylight(0)),
    ("azot", Standard(-3600)),
    ("azst", Dynamic),
    ("azt", Dynamic),
    ("bdst", Daylight(7200)),
    ("bdt", Standard(21600)),
    ("bnt", Standard(28800)),
    ("bort", Standard(28800)),
    ("bot", Standard(-14400)),
    ("bra", Standard(-10800)),
    ("brst", Daylight(-7200)),
    ("brt", Standard(-10800)),
    ("bst", Daylight(3600)),
    ("btt", Standard(21600)),
    ("cadt", Daylight(37800)),
    ("cast", Standard(34200)),
    ("cct", Standard(28800)),
    ("cdt", Daylight(-18000)),
    ("cest", Daylight(7200)),
    ("cet", Standard(3600)),
    ("cetdst", Daylight(7200)),
    ("chadt", Daylight(49500)),
    ("chast", Standard(45900)),
    ("chut", Standard(36000)),
    ("ckt", Dynamic),
    ("clst", Daylight(-10800)),
    ("clt", Dynamic),
    ("cot", Standard(-18000)),
    ("cst", Standard(-21600)),
    ("cxt", Standard(25200)),
    ("davt", Dynamic),
    ("ddut", Standard(36000)),
    ("easst", Dynamic),
    ("east", Dynamic),
    ("eat", Standard(10800)),
    ("edt", Daylight(-14400)),
    ("eest", Daylight(10800)),
    ("eet", Standard(7200)),
    ("eetdst", Daylight(10800)),
    ("egst", Daylight(0)),
    ("egt", Standard(-3600)),
    ("est", Standard(-18000)),
    ("fet", Standard(10800)),
    ("fjst", Daylight(46800)),
    ("fjt", Standard(43200)),
    ("fkst", Dynamic),
    ("fkt", Dynamic),
    ("fnst", Daylight(-3600)),
    ("fnt", Standard(-7200)),
    ("galt", Standard(-21600)),
    ("gamt", Standard(-32400)),
    ("gest", Dynamic),
    ("get", Dynamic),
    ("gft", Standard(-10800)),
    ("gilt", Standard(43200)),
    ("gmt", Standard(0)),
    ("gyt", Dynamic),
    ("hkt", Standard(28800)),
    ("hst", Standard(-36000)),
    ("ict", Standard(25200)),
    ("idt", Daylight(10800)),
    ("iot", Dynamic),
    ("irkst", Dynamic),
    ("irkt", Dynamic),
    ("irt", Standard(12600)),
    ("ist", Standard(7200)),
    ("jayt", Standard(32400)),
    ("jst", Standard(32400)),
    ("kdt", Daylight(36000)),
    ("kgst", Daylight(21600)),
    ("kgt", Dynamic),
    ("kost", Dynamic),
    ("krast", Dynamic),
    ("krat", Dynamic),
    ("kst", Standard(32400)),
    ("lhdt", Dynamic),
    ("lhst", Standard(37800)),
    ("ligt", Standard(36000)),
    ("lint", Dynamic),
    ("lkt", Dynamic),
    ("magst", Dynamic),
    ("magt", Dynamic),
    ("mart", Standard(-34200)),
    ("mawt", Dynamic),
    ("mdt", Daylight(-21600)),
    ("mest", Daylight(7200)),
    ("mesz", Daylight(7200)),
    ("met", Standard(3600)),
    ("metdst", Daylight(7200)),
    ("mez", Standard(3600)),
    ("mht", Standard(43200)),
    ("mmt", Standard(23400)),
    ("mpt", Standard(36000)),
    ("msd", Daylight(14400)),
    ("msk", Dynamic),
    ("mst", Standard(-25200)),
    ("must", Daylight(18000)),
    ("mut", Standard(14400)),
    ("mvt", Standard(18000)),
    ("myt", Standard(28800)),
    ("ndt", Daylight(-9000)),
    ("nft", Standard(-12600)),
    ("novst", Dynamic),
    ("novt", Dynamic),
    ("npt", Standard(20700)),
    ("nst", Standard(-12600)),
    ("nut", Dynamic),
    ("nzdt", Daylight(46800)),
    ("nzst", Standard(43200)),
    ("nzt", Standard(43200)),
    ("omsst", Dynamic),
    ("omst", Dynamic),
    ("pdt", Daylight(-25200)),
    ("pet", Standard(-18000)),
    ("petst", Dynamic),
    ("pett", Dynamic),
    ("pgt", Standard(36000)),
    ("pht", Standard(28800)),
    ("pkst", Daylight(21600)),
    ("pkt", Standard(18000)),
    ("pmdt", Daylight(-7200)),
    ("pmst", Standard(-10800)),
    ("pont", Standard(39600)),
    ("pst", Standard(-28800)),
    ("pwt", Standard(32400)),
    ("pyst", Daylight(-10800)),
    ("pyt", Dynamic),
    ("ret", Standard(14400)),
    ("sadt", Daylight(37800)),
    ("sast", Standard(7200)),
    ("sct", Standard(14400)),
    ("sgt", Dynamic),
    ("taht", Standard(-36000)),
    ("tft", Standard(18000)),
    ("tjt", Standard(18000)),
    ("tkt", Dynamic),
    ("tmt", Dynamic),
    ("tot", Standard(46800)),
    ("trut", Standard(36000)),
    ("tvt", Standard(43200)),
    ("uct", Standard(0)),
    ("ulast", Daylight(32400)),
    ("ulat", Dynamic),
    ("ut", Standard(0)),
    ("utc", Standard(0)),
    ("uyst", Daylight(-7200)),
    ("uyt", Standard(-10800)),
    ("uzst", Daylight(21600)),
    ("uzt", Standard(18000)),
    ("vet", Dynamic),
    ("vlast", Dynamic),
    ("vlat", Dynamic),
    ("volt", Dynamic),
    ("vut", Standard(39600)),
    ("wadt", Daylight(28800)),
    ("wakt", Standard(43200)),
    ("wast", Standard(25200)),
    ("wat", Standard(3600)),
    ("wdt", Daylight(32400)),
    ("wet", Standard(0)),
    ("wetdst", Daylight(3600)),
    ("wft", Standard(43200)),
    ("wgst", Daylight(-7200)),
    ("wgt", Standard(-10800)),
    ("xjt", Standard(21600)),
    ("yakst", Dynamic),
    ("yakt", Dynamic),
    ("yapt", Standard(36000)),
    ("yekst", Daylight(21600)),
    ("yekt", Dynamic),
    ("z", Standard(0)),
    ("zulu", Standard(0)),
];
