/** Who works here. The names are made up, of many scripts: a wall must set them all. */

interface NameBook {
  readonly given: readonly string[]
  readonly family: readonly string[]
  /** Han and hangul names: family first, without a space. */
  readonly familyFirst?: true
  /** Vietnamese: family first, with a space. */
  readonly spaced?: true
}

const words = (text: string): readonly string[] => text.split(' ')

const BOOKS = {
  welsh: {
    given: words(
      'Tomos Ffion Siân Owain Megan Aled Carys Idris Gwen Elin Bethan Dylan Nia Rhodri Catrin Emyr Lowri Harri Delyth Heledd Angharad Gethin Seren Ieuan Mari Leah',
    ),
    family: words(
      'Rhys Hughes Llewelyn Pugh Price Morgan Vaughan Bowen Parry Roberts Cole Griffiths Evans Wyn Jenkins James Bevan Rees Jones Powell Davies',
    ),
  },
  japanese: {
    given: words('陽子 健 結衣 翔太 美咲 大輔 彩花'),
    family: words('田中 佐藤 山本 小林 鈴木'),
    familyFirst: true,
  },
  korean: { given: words('서연 준호 지민 하은 도윤 민서 지우'), family: words('김 이 박 최 정'), familyFirst: true },
  chinese: { given: words('伟 娜 静 磊 秀英 洋 敏'), family: words('王 李 张 陈 刘'), familyFirst: true },
  vietnamese: {
    given: words('Minh Hạnh Anh Ngọc Thảo Quân Linh'),
    family: words('Trần Phạm Nguyễn Lê Đặng'),
    familyFirst: true,
    spaced: true,
  },
  greek: { given: words('Γιώργος Ελένη Νίκος Μαρία Σοφία'), family: words('Παππάς Ιωάννου Νικολάου') },
  ukrainian: { given: words('Олена Тарас Марія Андрій Оксана'), family: words('Коваль Шевченко Бондар') },
  polish: { given: words('Łucja Marek Ewa Paweł Zofia'), family: words('Zając Lis Wójcik Mazur') },
  iberian: { given: words('José Inês Ana Mateo Lucía João'), family: words('Álvarez Costa Sousa Muñoz Gonçalves') },
  african: { given: words('Ngozi Amara Kofi Chidi Wanjiru'), family: words('Okafor Diallo Mensah Eze') },
  southAsian: { given: words('Priya Ravi Fatima Jamal Anjali'), family: words('Nair Patel Zahra Khan') },
  european: {
    given: words('Sofia Mihai Luka Zoë Tyler Jürgen Chloë'),
    family: words('Rossi Ionescu Horvat Hart Brooks'),
  },
} as const satisfies Record<string, NameBook>

/** Every other one Welsh, the rest in turn. */
const ROUND: readonly NameBook[] = Object.entries(BOOKS)
  .filter(([book]) => book !== 'welsh')
  .flatMap(([, book]) => [BOOKS.welsh, book])

const TEAMS = words('Taff Ely Rhymney Usk Wye Teifi Tywi Conwy Dee Neath Tawe Ogwr Clwyd Dyfi Ystwyth')
export const TEAM_SIZE = 12

/** Those who take escalations. */
export const LEADS: readonly string[] = [
  'Nia Pritchard',
  'Dafydd Owen',
  'Rhiannon Price',
  '小林 美咲',
  'Ольга Ковальчук',
]

/** The name of the agent with that number; no two are alike. */
export function agentName(number: number): string {
  const turn = number % ROUND.length
  const book = ROUND[turn]
  if (book === undefined) throw new Error('no name books')
  const rounds = Math.floor(number / ROUND.length)
  // The Welsh book has a turn at every other place of the round.
  const nth = book === BOOKS.welsh ? rounds * (ROUND.length / 2) + turn / 2 : rounds
  return nameFrom(book, nth)
}

export function teamName(number: number): string {
  const again = Math.floor(number / TEAMS.length)
  return `${TEAMS[number % TEAMS.length] ?? ''}${again === 0 ? '' : ` ${again + 1}`}`
}

/** The nth combination of given and family names; a numeral once all are taken. */
function nameFrom(book: NameBook, nth: number): string {
  const { given, family } = book
  const row = Math.floor(nth / given.length)
  const column = nth % given.length
  const first = given[column] ?? ''
  const last = family[(column + row) % family.length] ?? ''
  const again = Math.floor(row / family.length)
  const name = book.familyFirst ? `${last}${book.spaced ? ' ' : ''}${first}` : `${first} ${last}`
  return again === 0 ? name : `${name} ${again + 1}`
}
