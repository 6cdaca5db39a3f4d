package redact

import "strings"

// The fixed lists: what consists of their words tells of no person. A word that is a
// value of this course's people is none of them.

// courseWords are words that many courses use in titles.
var courseWords = listed(`a an and of the to in on for with by from or vs your our my at as is
activity activities assessment assignment assignments attendance bonus calculus case chapter class code colloquium
course courses credit derivatives diagnostic discussion drill essay exam exams exercise exercises extra
final finals first grade grades group groups gradebook grading guide history homework integrals intro introduction
item journal lab labs laboratory learning lecture lectures lesson lessons limits linear link links mathematics
maths matrices mid midterm midterms mock module modules online orientation overview paper part participation
peer placement portfolio post practical practice pre prelab preparation presentation problem problems
programming progress project projects question questions quiz quizzes quizlet reading readings recap
reflection report reports resit retake review science second section sections self seminar series session set
sheet statistics step study submission summary survey syllabus task tasks term test tests theory third
topic topics total training tutorial tutorials unit units vectors video vocabulary week weekly weeks work
workbook worksheet workshop writing
aufgabe blatt hausaufgabe klausur kurs modul praktikum probeklausur test vorlesung woche übung übungsblatt
devoir devoirs examen exercice leçon leçons semaine projet partie
ejercicio ejercicios examen práctica prueba semana tarea tema unidad
esercizio esercizi lezione compito prova settimana
opdracht oefening toets tentamen werkstuk hoofdstuk
atividade exercício prova tarefa trabalho unidade aula semana
autumn fall spring summer winter semester trimester quarter year
i ii iii iv v vi vii viii ix x xi xii`)

// plainWords are those of gradesync's own reasons and of common failures, in which
// nobody is spoken of.
var plainWords = listed(`a about above absent access account accounts after again all allowed also an and another answer answered any api are
as ask asked at away be because been before behind below between both but by call called calls came cannot canvas certificate
client closed column columns complete completion completions connection context could count course courses credentials
data dates deadline denied deployment did differ do does due each earlier either else empty end enrolment enrolments
entries error every everybody exceeded exist exists expired failed failure false fetch few file files first for forbidden found from
function gave gives given gone grade graded gradebook grader grades had has have held http https id ids if in incomplete
internal invalid is issuer it item items its kept key keys known launch launches learner learners left less line lineitem
lineitems links list listed lists lms locked log long looked lti made many may member membership memberships message
missing moodle more most must name named names needs never new no nobody none nor not nothing number of off old on once one
only or other others out over own page pages part parts people permission permitted person plugin port profile query read
reach reached reading reads record records redirect refused refuses registration registrations request requests required
resource response rest restriction restrictions result results returned right rights role roles roster row rows same say says
score scores section sections seen sends sent server service services session setting settings show shows sis site sites
some source state status still stopped stored stores such taken tell tells than that the their them then there these they
this those through time timeout times to token tokens too tool tools total totals true try under unexpected
unknown unreadable unsupported until up url use used user users valid value values version wants was way web were what
when where whether which while who whole whose why will with within without work would wrong you
accounts activities launches scores sends sql caliper csv jsonl folder table tables practice
s t keeps keep carry carries developer address addresses scopes scope secret root administrator administrators together
period periods grading posted post activity assignment assignments module quiz group groups hidden course's learner's hide shown rest us
bad gateway unavailable temporarily unreachable refused reset timed host lookup network dial tcp eof handshake tls x509 html json xml
canceled interrupted`)

// pathWords are the parts of LMS addresses that stand for no person.
var pathWords = listed(`api lti lis ags nrps v1 v2 v1p1 v1p3 v2p0 mod services service php view index course courses lineitem lineitems line item items
score scores result results context contexts membership memberships names and roles assignments assignment modules module quizzes quiz
external tools tool launch launches resource link links grade grades gradebook report user users sections section enrollments
submissions submission auth token tokens oauth2 jwks keys key security login authorize return outcome outcomes basic
pages page content sessionless home login d2l le ultra learn webapps blackboard public core ws rest server webservice pluginfile
deep linking http https www app embed player mylab lab labs exercise exercises activity activities deployment deployments
gradesync demo practice xml html json`)

// enumerations are the values of members that have a fixed list of them.
var enumerations = listed(`moodle canvas blackboard blackboardlearn brightspace desire2learn sakai schoology lti
course term section points scale none pass_fail letter learner staff observer other active inactive concluded invited deleted
incomplete complete passed failed unsupported forbidden absent manual roster import pending done
auto off after_due activity not_started in_progress submitted pending_manual graded direct 1.1 1.3 1.0 2.0
initialized notready fullygraded pendingmanual started inprogress completed
new open closed auth temporary throttled not_found rejected unreadable content scope due_dates availability_dates state settings
anonymous name_only email_only public person system dates term_dates section_dates grading_period account blueprint`)

// roleWords are the names of roles, the words of their URIs and those of scopes.
var roleWords = listed(`student learner participant pupil instructor teacher staff ta teaching assistant teachingassistant grader admin
administrator designer author owner observer mentor parent member manager officer contentdeveloper guestlearner noncreditlearner
externallearner guest none other editingteacher user frontpage coursecreator
studentenrollment teacherenrollment taenrollment designerenrollment observerenrollment studentviewenrollment testuser
faculty alumni prospectivestudent sysadmin sysoperator syssupport creator accountadmin support
urn lti role sysrole instrole ims lis vocab v2 membership institution person system context purl imsglobal org http https
primaryinstructor lecturer guestinstructor externalinstructor sectionorganizer
spec ags nrps scope lineitem readonly score result contextmembership lineitems results scores delete
grading head lead course reader auditor
canvas instructure com auth account lookup public jwk developer key list show`)

func listed(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}
