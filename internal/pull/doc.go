// Package pull brings an LMS's courses and gradebooks up to date here, and says
// how far each enrolment is with its course.
package pull
