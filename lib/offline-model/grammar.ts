/**
 * All that the offline model reads, as one parsing expression grammar (https://peggyjs.org/documentation.html) over
 * lower-case text: one blank between words, a semicolon for a new line. Each rule takes the blank behind what it reads.
 * `<pay|pay off>` is our own: one of these phrases, the longest first, up to its last letter. `options` holds what
 * TypeScript decides: read-message.ts. Nothing is an order but what `Orders` reads to its end.
 */
export const GRAMMAR = String.raw`
Orders  // the customer's own wish now, complete; "?" only after "can you"
  = Courtesy|..8| asks:Wish Courtesy|..8| first:Order rest:(And @Next)|..8| mark:Tail &{ return mark !== "?" || asks }
    { return [first, ...rest] }
Wish = <can you|could you|can u|could u|would you please|will you please> { return true } / Own? { return false }
Own  = <i want|i need|i wish|i'd like|id like|i would like|i'd love> <you>? <to> / <i wanna|want to|need to|would like to|wanna|let's|lets|let us|go ahead and>
Order = ahead:(@(From / To) Comma)? verb:Verb behind:Slot|1..7| slots:("" { return ahead ? [ahead, ...behind] : behind })
    &{ return options.draft(verb, slots) } { return options.draft(verb, slots) }
Next  = Order / Bare / slots:Slot|2..7| &{ return options.whole("pay", slots) } { return options.whole("pay", slots) }
Bare  = slots:Slot|1..7| &{ return options.whole("move", slots) } { return options.whole("move", slots) }
Kept  // one whole order, and all words behind what it is for
  = Courtesy|..8| asks:Wish Courtesy|..8| verb:Verb slots:Ahead|2..5| Comma? (<for|as> / MemoIntro) memo:Rest mark:Tail
    &{ return (mark !== "?" || asks) && options.whole(verb, slots) && options.isOffered(memo) } { return { ...options.whole(verb, slots), memo } }
  / Courtesy|..8| asks:(Polite { return true } / Wish) Courtesy|..8| order:Spoken mark:Tail &{ return mark !== "?" || asks } { return order }
Polite  // may ask whether it can be done as well as for it
  = <would you|could you|please>? <be so kind> <as to|to|and> / <can i|could i|may i|can we|could we|will you|would you>
Spoken
  = <make|do> <a> ahead:Amount? <payment|transfer> behind:(<of|for>? @Ahead)|1..5|
    &{ return options.whole("move", ahead ? [{ amount: ahead }, ...behind] : behind) } { return options.whole("move", ahead ? [{ amount: ahead }, ...behind] : behind) }
  / verb:Verb slots:Slot|2..7| &{ return options.whole(verb, slots) } { return options.whole(verb, slots) }
Ahead = (Comma !(Verb / Next))? !<for|as> @(amount:Amount { return { amount } } / Nothing / From / To / name:Place { return { name } })
Rest  = text:$(!(&Courtesy Tail / And Next) ([^ ,;.!?"“”]+ ", "? / "a thank you") " "?)|1..12| { return options.spoken(text, offset()) }
Loose  // one whole order among other words
  = (!Core ([\p{L}\p{N}']u+ / .))* core:Core &{ return options.isRead(core.end) } .* { return core.order }
Core  = verb:Verb slots:(slot:Slot { return { slot, end: offset() + text().length } })|1..5| &{ return options.within(verb, slots) }
    { return options.within(verb, slots) }

Mandate  // what Aiya may do by herself, whole
  = Courtesy|..8| <let|allow|permit|i want|i'd like|i would like> <aiya|yourself|you> <to>? <move|transfer|pay|send|spend> AtMost? all:Amount
    <a|per|each|every> period:$("day" / "week" / "month") W parts:MandatePart|..6| mark:Tail
    &{ return mark !== "?" && options.isOnce(parts) } { return { all, period, ...options.merged(parts) } }
MandatePart
  = Comma? <and>? @(<between|among|across> <my own accounts|my accounts|own accounts> { return {} }
    / AtMost once:Amount <at once|at a time|per transfer|each time|each|in one go> { return { once } }
    / <until|till|through> d:Date { return { until: options.ahead(d) } } / <from|out of> from:OnePlace { return { from } } / <to> to:OnePlace { return { to } })
OnePlace = text:$(!(<until|till|through> / AtMost) (Mask / NameWord))|1..6| { return options.spoken(text, offset()) }
AtMost = <up to|at most|no more than|not more than|a maximum of>

Verb
  = <save|set aside|put aside> !((!" on " .)* " on ") { return "save" } / <move|shift|deposit|add|put> { return "move" }
  / <pay|pay off|pay down|repay|reimburse|send|give|wire|transfer|remit|top up|fill up> { return "pay" }
Slot
  = (Comma !(Verb / Next))? @(amount:Amount { return { amount } } / Nothing / Memo / From / To / name:Place { return { name } })
From = <from|out of|using|with|via> from:Place { return { from } }
To   = (<to|over to|back to|towards|into|onto|in> / <on> &<my|the>) to:Place { return { to } }  // "put $20 on Bob" is a bet
Place = text:$(Mask / NameWord)|1..6| { return options.spoken(text, offset()) }
Nothing = <some money|money|some funds|funds|over|back|across|off|down|instead|now|right now|right away|please> { return {} }
NameWord = !(Marker / Pronoun / Nothing / Amount / And Next / &(Courtesy / <then>) <then>? Tail) [\p{L}]u [\p{L}\p{M}\p{N}'&-]u* W
Mask = ("account "? "number "? ("ending " ("in " / "with ")? / "••" / "#" / "x"+ / "account " / "")) [0-9]|4| !([.,] [0-9] / " "? Unit) W
Marker = <from|out of|using|with|via|towards|to|into|onto|in|on|for|by> / MemoWord W
Pronoun = <me|us|it|him|her|them|you|i|he|she|they|we|that|this|those|everyone>
Memo
  = (<for> / MemoIntro) memo:Quoted { return { memo } }
  / memo:(<for> @Short / <as> &<a|an|my|our|his|her|their> @Short / MemoIntro @Long / Owed) &{ return options.isHarmless(memo) } { return { memo } }
MemoIntro = <with>? <a|the>? MemoWord (":" / " is" / " saying" / "=")? W
Owed = text:$(<that>? (<i|we> <owe|borrowed> <him|her|them|you>? / <he|she|they> <lent> <me|us>) (<for> Short)?) { return options.spoken(text, offset()) }
MemoWord = "memo" / "note" / "reference" / "regarding" / "ref" / "re" / "message" / "description"
Short = text:$(Numbered / <a> <big>? "thank" [ -] "you" W / !(Marker / [0-9] / Mark " "? [0-9] / NumberWords " "? Unit) MemoText)|1..6| { return options.spoken(text, offset()) }
Numbered = word:$[a-z]+ " " ("number " / "nr ")? "#"? [0-9]|1..12| [a-z]? !([.,] [0-9]) W &{ return options.isNumbered(word) }
Long  = text:$MemoText|1..30| { return options.spoken(text, offset()) }
MemoText = !(From / And (Order / Bare) / &Courtesy Tail) [^ ,;.!?"“”()]+ " "?
Quoted = ["“„«] text:$[^"“”„«»]|1..300| ["”“»] W { return options.spoken(text, offset() + 1) }

Amount
  = Just? sign:[-−–+]? before:Mark? " "? number:Digits ([.,] [-–])? scale:Scale? after:(" "? @Unit)? Free cents:Cents?
    { return options.amount({ number, scale, mark: before ?? after, other: before && after, cents, sign }) }
  / Just? number:NumberWords mark:(" "? @Unit)? Free cents:Cents? wish:Wishes? &{ return options.isSum(number, mark, wish) }
    { return options.amount({ number, mark, cents }) }
  / (<everything|all of it|all the money|all my money> / <all> &<to|into|from>) { return "all" }
Just   = <by|with|the|exactly|just|only|a total of|the amount of|an amount of|the sum of>
Wishes  = &<thanks|thank you|cheers|hello|hi|hey|good morning|good evening> { return true }
Digits = $([0-9]|1..18| ([.,'\u066B\u066C] [0-9]|1..18| / " " [0-9]|3| ![0-9])|..6|) / $("." [0-9]|1..2|)
Scale  = " "? @$("k" / "thousand" / "grand" / "hundred" / "million" / "m") ![\p{L}]u
Mark   = Sign / code:$[a-z]|3| &{ return options.isCode(code, offset() - 3) } ![\p{L}]u { return code }
Unit   = "us " ("dollars" / "dollar" / "bucks") ![\p{L}]u { return "usd" } / u:$[a-z]+ ![\p{L}]u &{ return options.isUnit(u, offset() - u.length) } { return u } / Sign
Sign   = $([\p{L}]u|0..3| [\p{Sc}]u)
Cents  = <and>? n:(Digits / NumberWords) " " <cent|cents> { return n }
Free   = ![\p{L}\p{N}%/:_]u !("-" [0-9]) " "?
NumberWords = $(NumberWord ((" and " / " " / "-") NumberWord)|..11|)
NumberWord
  = "a " &("hundred" / "thousand" / "grand" / Unit) ("hundred" / "thousand" / "grand" / "")
  / w:$[a-z]+ &{ return options.isNumber(w) }

Courtesy
  = <alright|straight away|as soon as possible|please|pls|plz|kindly|thanks|thanks a lot|many thanks|thank you|thank you very much|thx|cheers
    |hi|hello|hey|hi there|hello there|hey there|good morning|good afternoon|good evening|aiya|dear aiya|okay|ok|just|actually|right now|right away|now|immediately|asap|today|for me> [,!.:]? " "?
And   = Comma? <and|and then|and also|then|also|plus> / [;.] " "? / "& " / Comma &(Verb / Amount / Next)
Comma = ", "
W     = ![\p{L}\p{N}'_]u " "?
Tail  = (Comma / [.;!] " ")? Courtesy|..8| mark:(@"?" " "? Thanks|..2| / "." / ";" / $"!"*) " "? !. { return mark }
Thanks = <thanks|thanks a lot|many thanks|thank you|thank you very much|thx|cheers|please> [.!]? " "?

Draft  // Aiya's own question, which alone says what is open
  = isSure:("so far:" { return true } / "shall i ask your phone for" { return false }) " " slots:Known* "a transfer"? [.?] !.
    &{ return options.isOnce(slots) } { return { isSure, draft: options.merged(slots) } }
Known
  = (Comma !Verb)? @(amount:Amount { return { amount } } / <from> from:Label { return { from } } / <to> to:Label { return { to } }
    / <memo> memo:Quoted { return { memo } })
Label = text:$((!(" ••" [0-9]|4|) .)+ " ••" [0-9]|4|) W { return options.spoken(text, offset()) }
Answer  // to her question, or a correction of it
  = No Tail { return "no" } / !(<yeah|yep|sure> Comma? <right>) (Yes Comma?)|1..6| mark:Tail { return mark === "?" ? { isAsked: true } : "yes" }
  / Lead|..6| <the other account|the other one> Tail { return "other" }
  / Lead|..6| slots:Slot|1..7| <then>? mark:Tail &{ return options.isAnswer(slots) }
    { return mark === "?" ? { ...options.merged(slots), isAsked: true } : options.merged(slots) }
Yes = <yes|yeah|yep|yup|sure|sure thing|of course|absolutely|correct|right|exactly|okay|ok|go ahead|please do|do it|please|confirmed|confirm>
No
  = (Courtesy / <no|sorry|oops|wait> Comma? &No)*
    (<no thank you|no thanks|nope|nah|not now|no|never mind|nevermind|nvm|stop|abort|don't>
    / <cancel|forget|drop|leave> <it|that|this|about it>?)
Lead
  = (<nope|not that|no|sorry|oops|wait|rather|i meant|i mean|i said|make it|make that|change it to|change that to|use|take|only|it's
    |let's say|how about> / Yes) Comma? / Courtesy

Trade  // the customer's own wish now to buy or sell, complete
  = Courtesy|..8| asks:Wish Courtesy|..8| side:Deal <my|all my|all of my>? qty:Qty? Packed? ahead:Shares? thing:Thing behind:Shares? limit:(Comma? @Limit)? mark:Tail
    &{ return (mark !== "?" || asks) && (!limit || !limit.side || limit.side === side) }
    { return { side, qty: qty ?? undefined, thing, areShares: Boolean(ahead || behind), limit: limit ?? undefined } }
Deal = <buy|buy me|purchase> { return "buy" } / <sell> { return "sell" }
Qty  = <a|an> !("hundred" / "thousand") { return 1 } / n:$[0-9]|1..6| W { return Number(n) } / n:NumberWords W { return options.count(n) }
Packed = <x|times|pair of|pairs of|piece of|pieces of|pack of|packs of|bag of|bags of|bottle of|bottles of|set of|sets of|of the|of my|of|more>
Shares = <shares of|share of|shares in|stock of|stocks of|shares|share|stock|stocks>
Thing  = <the|some|a|an>? @ThingName
ThingName = text:$ThingWord|1..5| { return options.spoken(text, offset()) }
ThingWord
  = !(Comma? Limit / Shares / Pronoun / And / &Courtesy Tail / <cost|costs|worth|trade|trading>) [\p{L}]u [\p{L}\p{M}\p{N}'&-]u* W
Limit  // what all may cost together or, said so, what each may; or the price of one that is waited for
  = <when|once|if|as soon as> (<it|they|one|the price|its price|a share|the share> <is|are|falls|drops|goes|rises|climbs|costs>)? when:WhenIs amount:Sum { return { when, amount, isEach: true } }
  / how:(<for|at> @Most / @Most) <of>? amount:Sum isEach:Each? { return { ...how, amount, isEach: Boolean(isEach) } }
  / <for> amount:Sum isEach:Each? { return { side: "buy", amount, isEach: Boolean(isEach) } }
  / <at> amount:Sum side:Or? Each? { return { side, amount, isEach: true } }
Sum  = amount:Amount &{ return amount !== "all" } { return amount }
WhenIs = <below|under|less than> { return "below" } / <above|over|more than> { return "above" }
Most
  = <at most|up to|no more than|not more than|max|maximum|a maximum|a limit> { return { side: "buy" } }
  / <under|below|less than> { return { side: "buy", isBelow: true } } / <at least|no less than|not less than> { return { side: "sell" } }
Or   = <or less|or below|or lower|at most> { return "buy" } / <or more|or above|or higher|at least> { return "sell" }
Each = <each|apiece|a piece|per piece|a share|per share|a pair|per pair>

Questions = Courtesy* Telling? Courtesy* first:Question rest:(And @(Again / Question))|..3| Tail { return options.carried([first, ...rest]) }
Again = <what about|how about>? period:Period f:Filter|..8| &(And / Tail)
  { return { about: "lines", want: "list", isAgain: true, filters: [period, ...f] } }
Telling = <can you|could you>? <please>? <tell me> &(<how|what|when|who|my>) / <can you|could you> <please>? <tell me> / <i want to know|i would like to know|i'd like to know|do you know>
Question  = (Show / Wish) Det* @Payees / @Market / @Balances &(And / Tail) / @Lines
Payees
  = (<payees|recipients|contacts|beneficiaries> / <who|whom|which people> <can i> <pay|send money to|transfer to|transfer money to>)
    { return { about: "payees" } }
Market  // shop and shares
  = <what can i buy|what is for sale|what's for sale|what do you sell|what does the shop sell|what is in the shop|what's in the shop> ShopPlace
    { return { about: "products" } }
  / Show Det* <products|catalogue|catalog|shop|things i can buy> ShopPlace { return { about: "products" } }
  / (<how much are|how much is|how many|which|how are> / Show) Det* Owned (<do i have|do i own|have i got|are they>? <worth|value|doing>?) { return { about: "portfolio" } }
  / <how many> Ticker Shares? <do i have|do i own|have i got> { return { about: "portfolio" } }
  / <what does|what do|how much does|how much do> <a|an|one>? Packed? Shares? thing:Thing Shares? <cost|costs|trade at> Now { return { about: "price", thing } }
  / Show Det* <share|stock>? <price|prices|quote> <of|for> Packed? Shares? thing:Thing Shares? Now { return { about: "price", thing } }
  / thing:Ticker Shares? <price|quote> Now { return { about: "price", thing } }
  / <how much is|how much are> <a|an|one|the> !<balance|total|rest|debt|transfer> thing:Thing !Where Now { return { about: "price", thing } }
  / (<how much is|what is|what's|whats|quote> / &Ticker) <a|an|one>? Shares? thing:Ticker <worth|trading at|at>? Now { return { about: "price", thing } }
Owned = <shares worth|shares|stocks|stock|portfolio|holdings|investments>
ShopPlace = (<in|from|at|of> <the|your> <shop|store>)?
Now    = <right now|now|today|at the moment|currently>?
Ticker = text:$[a-z]|2..6| &{ return options.isTicker(text, offset() - text.length) } W { return text.toUpperCase() }
Show
  = <show me|show|list|give me|tell me|display|see|view|get me|get|check|what are|what were|what was|what is|what's|whats|can i see
    |can you show me|could you show me|i want to see|i'd like to see>?
Det  = <all|of|my|the|any|please>
Balances
  = Have account:Where? <in total|in all|altogether|overall|all together>? { return { about: "balances", account } }
  / <how much do i owe|what do i owe> account:Where? { return { about: "owed", account } }
  / Show Det* words:(!<balance> @PhraseWord)|1..4| <balance> { return { about: "balances", account: words.join(" ") } }
Have
  = <how much|how much money|how much cash> <do i have|have i got|have i|is there|is left|is|do i own> <left|available>?
  / <how much i have|how much money i have|how much i've got> / <how much|how much money> &<in|on> / (<which|what|how many> <accounts> <do i have|have i got>)
  / <how much can i spend|how much money can i spend|what do i have|where is my money|where's my money|how rich am i|am i broke|am i rich>
  / <what is|what's|whats> <left>? &<in|on> / Show Det* <available balance|total balance|account balances|account balance|balances|balance|accounts|account overview|overview>
Where = <left|there>? <in|on|of|for> <my|the>? @Phrase
Lines = about:Subject f:Filter|..9| { return { about: "lines", want: about[0], filters: about.flat().slice(1).concat(f).filter(Boolean) } }
Subject
  = Show Det* few:Few side:Side? noun:Noun made:Made? { return ["list", few, side, { ...made, ...noun }] }
  / Show Det* <total|sum of> Det* what:(Noun / Out / In) { return ["sum", what] }
  / <how many> side:Side? noun:Noun made:Made? { return ["count", side, { ...made, ...noun }] }
  / want:Want <did|have|do> <i> <ever>? <last>? what:Acted { return [want, what] }
  / want:Want <did|has> phrase:Giver <ever|last>? Out <me> <the|any|some|my>? <money>? <back>? { return [want, { direction: "in", prep: "from", phrase }] }
  / <did i get paid|have i been paid|have i got paid|did i get my pay> { return ["list", { direction: "in" }] }
  / <how much|how much money> <i> what:Acted { return ["sum", what] }
  / want:Want <has|have>? what:Flow { return [want, what] }
  / <when was my last> noun:Noun { return ["list", { limit: 1 }, noun] }
  / <what about|how about>? period:Period Noise* { return ["list", period] }
  / <who paid me|who has paid me|who sent me money> { return ["list", { direction: "in" }] } / <where did> <all>? <my money go> { return ["list", { direction: "out" }] }
Made  // whose payments they are
  = <that|which>? <did i make|have i made|did i send|i made|i have made|i've made|i sent|i paid> { return { direction: "out" } }
  / <that|which>? <did i get|did i receive|have i got|have i received|i got|i received|i have received|i've received> { return { direction: "in" } }
  / <did i have|do i have|are there|were there> { return {} }
Flow = <came in|come in> { return { direction: "in" } } / <went out|gone out> { return { direction: "out" } }
Want
  = <how much|how much money|how much in total|how much altogether> { return "sum" } / <how often|how many times> { return "count" }
  / <what|what money|what payments|what transfers|when|who|whom> { return "list" } / &<did|have|has> { return "list" }
Acted
  = Out <last|most recently> !(Count? (Unit2 "s"? / Weekday) W) { return { direction: "out", limit: 1 } }
  / <receive|received|get|got> <my> !Noun phrase:Phrase { return { direction: "in", prep: "about", phrase } }
  / <pay|paid|send|sent|transferred|transfer|given|give|gave> Extra? phrase:Phrase { return { direction: "out", prep: "object", phrase } }
  / <make|made> <a|an|any|the>? Noun { return { direction: "out" } } / v:(Out / In) Extra? { return v }
Extra = <money|in total|altogether|back>
Out   = <spend|spent|pay|paid|send|sent|transfer|transferred|move|moved|given|give|gave> { return { direction: "out" } }
In    = <receive|received|get|gotten|got|earn|earned|make|made> { return { direction: "in" } }
Giver = words:$(!(Out / <ever|last> / Pronoun) [\p{L}\p{N}'&-]u+ W)|1..4| { return words.trim() }
Few   = Recent? limit:Count { return { limit } } / Recent &(Side? <transaction|payment|transfer>) { return { limit: 1 } } / Recent? { return {} }
Recent = <last|latest|most recent|recent|newest|past>
Count = n:$([1-9] [0-9]|..3|) W { return Number(n) } / n:NumberWords W &{ return options.count(n) > 0 } { return options.count(n) }
Side  = <outgoing> { return { direction: "out" } } / <incoming> { return { direction: "in" } }
Noun
  = <spending|spendings|expenses|expense|purchases|purchase|debits|outgoings> { return { direction: "out" } }
  / <income|deposits|deposit|credits> { return { direction: "in" } }
  / <transaction history|account history|transactions|transaction|payments|payment|transfers|transfer|statements|statement|history|activity|movements|entries> { return {} }

Filter
  = (Comma / <and> &(<since|after|before|until|till> / Bound))? @(Period / Bound / Noise / a:Amount !"-" { return { min: a, max: a } } / prep:Prep phrase:Phrase { return { prep, phrase } })
Prep
  = !MemoIntro @<on|for|at|to|with|from|by|in|of> / (MemoIntro / <that|which>? <mentions|mention|mentioning|contains|contain|containing> / <about|called|named>)
    { return "about" }
Phrase = Quoted / words:PhraseWord|1..5| { return words.join(" ") }
PhraseWord = !(Prep / Vague / Period / Bound / Noise / Pronoun / And / &Courtesy Tail / Figure) @$[\p{L}\p{N}'&•-]u+ W
Figure = ![0-9]|4| Amount !"-"  // four digits may be the end of an account's number: see search.ts
Vague
  = <more|most|less|least|than|usual|average|largest|biggest|highest|lowest|smallest|everything|anything|something|not|and|or|except
    |weekend|weekends|weekdays|morning|mornings|evening|evenings|afternoon|afternoons|noon|midnight|tonight
    |myself|yourself|himself|herself|anyone|anybody|someone|somebody|nobody|everybody> / (Unit2 / Weekday) "s"? W / Month W
Noise
  = (<in total|in all|total|altogether|so far|overall|ever|yet|already|recently|lately|all time> / <across|in|on> <all> <my>? <accounts>)
    { return {} }
Bound
  = <of>? <over|more than|above|at least|bigger than|larger than|greater than> min:Amount { return { min } }
  / <of>? <under|less than|below|at most|up to|smaller than> max:Amount { return { max } }
  / <between> min:Amount <and> max:Amount { return { min, max } } / (<of|for>? <exactly> / <of|for>) a:Amount { return { min: a, max: a } }
Period
  = how:<since|after|before|until|till|up to|on> d:Date { return options.period(how, d) }
  / <from|between> a:Date <to|until|till|and|-> b:Date { return options.period("from", a, b) }
  / <from> d:Span !("-" [0-9]) { return options.period("in", d) } / <from> a:Date { return options.period("since", a) }
  / <in|during|over|within|for>? d:Span { return options.period("in", d) }
Span
  = text:$(<today|yesterday> / <the>? <this|last|past|previous|current> (Count? Unit2 "s"? / Weekday) W / Month W Year? ![0-9] / Year W)
    { return text.trim() }
Date = text:$(<the|a|last|this|past|previous|current>|..2| (DateWord <of>?)|1..4|) { return text.trim() }
DateWord
  = [0-9]|4| "-" [0-9]|2| "-" [0-9]|2| W / [0-9]|1..2| [./] [0-9]|1..2| [./] [0-9]|4| W
  / [0-9]|1..4| ("st" / "nd" / "rd" / "th")? !([.,] [0-9]) W / Month W / Weekday W / Unit2 "s"? W / <ago|yesterday|today>
Unit2 = "day" / "week" / "month" / "quarter" / "year"
Weekday = ("mon" / "tues" / "wednes" / "thurs" / "fri" / "satur" / "sun") "day"
Month
  = "january" / "february" / "march" / "april" / "may" / "june" / "july" / "august" / "september" / "october" / "november"
  / "december" / "jan" / "feb" / "mar" / "apr" / "jun" / "jul" / "aug" / "sept" / "sep" / "oct" / "nov" / "dec"
Year  = "20" [0-9]|2| ![0-9]
`
