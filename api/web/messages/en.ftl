# The same messages as nl.ftl, for who reads no Dutch. The documents stay as they are.

## Every page

skip = Skip to the content
nav-name = Main menu
footer-about = Bronwijzer shows passages word for word, each with its source. The documents are in Dutch. Always check important matters in the source.
other-language = Nederlands
shortcut = Shortcut “/” for the search box
month = { $month ->
     [1] January
     [2] February
     [3] March
     [4] April
     [5] May
     [6] June
     [7] July
     [8] August
     [9] September
    [10] October
    [11] November
   *[12] December
}
decimal = .

## Searching

search = Search
search-label = Search words or a question
suggestions-name = Suggestions
suggestions-found = suggestions. Choose with the arrow keys.
private-enter = Search in private
private-hint = You search in private: your words stay out of the address and out of your browser's history.
private-leave = Search as usual
start-title = Bronwijzer – search in documents
start-heading = What are you looking for?
start-lead = { $documents ->
    [0] There are no documents in this collection yet.
    [one] Ask a question or type a few words, in Dutch. Bronwijzer searches { $documents } document with { $passages } passages.
   *[other] Ask a question or type a few words, in Dutch. Bronwijzer searches { $documents } documents with { $passages } passages.
}
examples = Often written about here
newest = New in the collection

## Results

results = Results
results-title = { $query } – { $total ->
    [0] nothing found
    [one] { $total } passage
   *[other] { $total } passages
}{ $number ->
    [1] { "" }
   *[other] , page { $number }
} – Bronwijzer
results-heading = Results for “{ $query }”
corrected = Searched for “{ $query }”.
as-typed = Search for “{ $query }” after all
did-you-mean = Did you mean:
expanded = Also searched for
source = { $source ->
    [thesaurus] from the thesaurus
   *[abbreviations] from the documents
}
not-expanded = Only my own words
as-typed-now = You search for exactly your own words.
as-usual = Search as usual again
chosen = Chosen filters
filters = Filters
filter = { $name ->
    [kind] Kind
    [publisher] Publisher
    [year] Year
    [place] Place
    [status] Status
    [theme] Theme
    [from] From
   *[to] Until
}
remove-filter = (remove this filter)
remove-filters = Remove all filters
documents = { $count ->
    [one] ({ $count } document)
   *[other] ({ $count } documents)
}
more-values = { $count } more
found = { $passages ->
    [one] { $passages } passage
   *[other] { $passages } passages
} in { $documents ->
    [one] { $documents } document
   *[other] { $documents } documents
}.
only-alike = Your words are not in these passages. They were chosen by their meaning, and may not fit what you look for.
page-of = Page { $page }.
page = Page
paging-name = Pages of results
passages = Passages
past-the-end = There are not that many pages.
to-first-page = To the first page
nothing-found = Nothing found
nothing-for = No passages for “{ $query }”.
nothing-because-filter = { $passages ->
    [one] Your filters let nothing through. Without filters there is { $passages } passage.
   *[other] Your filters let nothing through. Without filters there are { $passages } passages.
}
nothing-try-words = Try other words for the same thing.
nothing-try-spelling = Check the spelling.
nothing-try-shorter = Use fewer words.

## A passage

in = in
on-page = p. { $page }
also-in = Also in
and-more = and { $count } more
similar = Similar
to = to { $title }
cite = Cite
copy-apa = Copy
copied = Copied
format = { $form ->
    [apa] APA (text)
    [ris] RIS
    [bibtex] BibTeX
   *[csl-json] CSL-JSON
}
keep = Keep
kept = Kept
why = Why this result?
why-leg = { $leg ->
    [dense] The passage is about the same as your question. By meaning it is in place { $rank }.
   *[recency] You asked for something new. By date this passage is in place { $rank }.
}
why-word = { $added ->
    [yes] A related word is there:
   *[no] { $how ->
        [word] Your word is there:
        [part] Your word is a part of:
        [parts] The parts of your word are there:
       *[some] A part of your word is there:
    }
}
why-added = searched as { $added }
why-brief = The passage is very short and therefore lower.
why-crowded = A better passage from the same work is above. That is why this one is lower.
score = Score
leg = { $leg ->
    [dense] meaning
    [lexical] words
    [compound] parts of words
   *[recency] date
}

## Answer

answer = Answer from the documents
searched-as = Searched as:
answer-sure = { $quotes ->
    [one] This is a quotation, word for word. The chance that it answers your question is about { $percent }%.
   *[other] These are quotations, word for word. The chance that they answer your question is about { $percent }%.
}
no-answer = No certain answer found
no-answer-but = Bronwijzer is not sure enough that a passage answers your question. Read the passages below: they come nearest.
no-answer-at-all = Nothing in the documents is like it.

## A document

original = To the original
contents = Contents
part-name = Parts of this document
part-of = Part { $part } of { $parts }
passage-gone = This passage is no longer in this document. The document may have been renewed.
hits-name = Your search words in this document
hit-of = Passage { $place } of { $hits } with your words
hits-here = { $hits ->
    [one] { $hits } passage with your words
   *[other] { $hits } passages with your words
}
no-hits = Your words are not in this document as such.
previous = Previous
next = Next
similar-documents = Similar documents
same-text = The same text is also in
similar-title = Similar to “{ $title }”
similar-heading = Similar passages
similar-asked = You came from this passage:
similar-none = There is nothing like this.
more-here = More from this document

## Own list

list-title = My list
list-lead = The passages that you keep. This list is in your own browser only.
list-needs-script = This list needs JavaScript. Switch it on in your browser. All other pages work without it.
list-empty = Your list is empty. Choose “Keep” at a search result.
list-one = 1 passage in your list.
list-more = passages in your list.
list-gone = One of the passages is no longer in the documents. Remove it:
list-failed = The download failed. Try again later.
list-export = Download the sources
list-clear = Empty the list
list-remove = Remove

## Search box for other sites

box-title = Search box for your own site
box-lead = Put this box on your intranet or website. Visitors search these documents without leaving your site.
box-example = How it works
box-needs-script = The box needs JavaScript. Without it you can search on the page of Bronwijzer itself.
box-how = How to place it
box-how-code = Put these lines in your page, where the box should be:
box-code = Code for your page
box-fallback = Search documents
box-how-origin = Ask whoever runs Bronwijzer to admit the address of your site:
box-how-key = Does Bronwijzer ask for a key? Use one that may only read, for visitors can see it:
box-how-policy = Does your site admit known addresses only? Then add:
box-attributes = What you can set
box-attribute = { $name ->
    [filters] kind, publisher, place, status, from, to
    [style] --bronwijzer-zoek-accent, -ink, -paper, -line, -mark, -radius
   *[other] { $name }
}
box-about = { $name ->
    [src] The address of Bronwijzer.
    [key] A key that may only read.
    [count] How many passages are shown, 100 at most. Without it 5 are.
    [label] The words above the box.
    [filters] Search only documents of this kind, publisher, place or status, or of this time.
    [lang] The language of your page: Dutch or English. If your page says it already, there is nothing to do.
   *[style] Colours and corners, in the style sheet of your page. A theme of NL Design System works by itself.
}

## Projects

projects-title = Projects
projects-lead = What runs, where, by whom and until when? These facts were taken from the documents automatically. Each is a link to the place in the document. What is not written there, we do not know.
projects-running = Runs now
projects-join = Take part (contact known)
projects-list = List
projects-pages = Pages of projects
projects = { $count ->
    [one] ({ $count } project)
   *[other] ({ $count } projects)
}
projects-found = { $count ->
    [one] { $count } text about a project.
   *[other] { $count } texts about projects.
}
projects-twice = More than one text may be written about a project. It is in the list for each of them.
projects-none = No projects found
projects-none-why = In this collection there are no documents about projects that you may read.
sort-by = Sort by
sort = { $order ->
    [end] end
    [start] start
   *[title] title
}
project-status = { $status ->
    [planned] Planned
    [running] Running
    [finished] Over
   *[unknown] Not known whether it runs
}
project-basis = { $basis ->
    [stated] That was in the document
    [period] It has begun and is not over
    [end] Its end is past
   *[start] Its start is still to come
}
project-written = written
project-join = Take part or know more?
project-contact = Contact
project-no-contact = This text does not say whom to ask.
in-source = in the source
about = about { $title }
fact = { $name ->
    [start] Start
    [end] End
    [person] People
    [partner] Together with
    [place] Place
   *[programme] Theme
}

## Collection

holdings-title = Sources
holdings-lead = What is in this collection, how it was made and how well the search works. Each number is a link to exactly those documents.
holdings-total = { $documents ->
    [one] { $documents } document
   *[other] { $documents } documents
}
holdings-passages = { $passages ->
    [one] with { $passages } passage.
   *[other] with { $passages } passages.
}
holdings-empty = There are no documents in this collection that you may read.
plot-title = { $name ->
    [kind] Kind of document
    [publisher] Publisher
   *[year] Year
}
plot-count = Number
about-documents = { $count ->
    [one] document: { $value }
   *[other] documents: { $value }
}
plot-more = { $count } more
not-stated = Not stated
held-title = Documents
held-all = All documents
held-none = There are no documents of this kind.
held-pages = Pages of documents
unread-title = Not read
unread-none = All documents could be read.
unread-lead = { $count ->
    [one] { $count } document could not be read. If it was there before, that is an older version.
   *[other] { $count } documents could not be read. If they were there before, those are older versions.
}
unread-hidden = Which documents could not be read is shown only to who may read everything. Ask the administrator.
unread-since = since { $date }
made-title = How the collection was made
made-generation = Version
made-on = Updated
made-encoder = Language model
made-dimension = { $dimension } numbers a passage
made-analyser = Word analysis
moment = { $date } at { $time } (UTC)
quality-title = How well the search works
quality-none = That has not been measured for this collection.
quality-lead = { $queries ->
    [one] Measured on { $date } with { $queries } question of which the right answer is known: the trial “{ $collection }”.
   *[other] Measured on { $date } with { $queries } questions of which the right answers are known: the trial “{ $collection }”.
}
quality-alike = That was done with the same language model and word analysis as here. With other documents and questions the outcome may be different.
quality-other = That was done with another language model or word analysis. So the figures do not hold for what you search now.
quality-measure = Measure
quality-value = Outcome
measure = { $name ->
    [R-10] Of what is right, this part is among the first ten
    [R-100] Of what is right, this part is among the first hundred
    [RR-10] How high the first right result is (1 is always on top)
   *[nDCG-10] How good the first ten are, and their order (1 is perfect)
}

## Problems

problem-title = { problem-heading } – Bronwijzer
problem-heading = { $status ->
    [400] This cannot be searched
    [401] You are not logged in
    [403] You may not see this
    [404] This page is not here
    [405] This address cannot be used like this
    [413] Your question is too long
    [429] Please wait a moment
    [503] Bronwijzer cannot be reached just now
   *[other] Something went wrong
}
problem-help = { $status ->
    [400] Change your question and search again.
    [401] These documents are not for everyone. Go to Bronwijzer by the address that your organisation gave you, and log in there.
    [403] Your account has no access to this page. Ask the administrator for access.
    [404] The document may have been renewed or removed. Search for it again.
    [405] Start again at the search box.
    [413] Use fewer words and search again.
    [429] You asked a lot in a short time. Wait a few seconds and search again.
    [503] It is busy, or the collection is being updated. Try again in a minute.
   *[other] That is our fault, not yours. Try again later.
}
