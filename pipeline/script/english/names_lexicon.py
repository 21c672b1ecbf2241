"""English given names by gender, short forms, and titles. General knowledge of the language, of no book."""

from __future__ import annotations

from pipeline.script.lexicon import words

MALE_NAMES = words(
    """
    Aaron Abel Abner Abraham Adam Adolphus Adrian Ahmed Alan Albert Alec Alexander Alexis Alfred Algernon Ali
    Allan Allen Alonzo Alphonse Ambrose Amos Andrei Andrew Angus Anthony Antoine Antonio Archer Archibald Archie
    Armand Arnold Arthur Asa Aubrey August Augustus Austin Barnaby Barney Bartholomew Basil Ben Benjamin Bennie
    Bernard Bert Bertie Bertram Bill Billy Bob Bobby Boris Brian Bruce Caleb Calvin Carl Carlos Cecil Charles
    Charley Charlie Chester Christian Christopher Clarence Claude Clement Clifford Clive Colin Conrad Cornelius
    Cuthbert Cyril Cyrus Dan Daniel Danny Dave David Davy Denis Dennis Derek Dick Dmitri Dominic Donald Douglas
    Duncan Ebenezer Ed Eddie Edgar Edmund Edward Edwin Egbert Eli Elias Elijah Elmer Emil Enoch Ephraim Eric
    Ernest Ethan Etienne Eugene Eustace Evan Everard Ezra Felix Ferdinand Fergus Francis Francois Frank Franklin
    Franz Fred Freddie Freddy Frederic Frederick Fritz Fyodor Gabriel Gaston Gavin Geoffrey George Gerald Gerard
    Gilbert Giles Giovanni Godfrey Gordon Graham Gregory Guido Gus Guy Hal Hamid Hank Hans Harold Harry Harvey
    Hassan Hector Henri Henry Herbert Herman Hezekiah Hiram Homer Horace Horatio Howard Hubert Hugh Hugo
    Humphrey Ian Ichabod Ignatius Ira Isaac Isaiah Israel Ivan Jabez Jack Jacob Jacques Jake James Jamie Jasper
    Jean Jed Jeff Jefferson Jeffrey Jem Jeremiah Jeremy Jerome Jerry Jim Jimmy Joachim Job Joe Joel John Johnny
    Jonah Jonas Jonathan Jose Joseph Joshua Josiah Juan Jules Julian Julius Justin Karl Keith Ken Kenneth Kit
    Lambert Lancelot Laurence Laurie Lawrence Lemuel Leo Leon Leonard Leopold Leroy Leslie Levi Lewis Lionel
    Louis Lucas Lucius Luigi Luke Luther Mahmoud Malcolm Manuel Marcus Mark Marmaduke Martin Marvin Matt Matthew
    Maurice Max Maximilian Maxwell Melvin Micah Michael Mick Miguel Mike Mikhail Miles Mohammed Mordecai
    Mortimer Moses Nat Nathan Nathaniel Ned Neil Nicholas Nick Nigel Nikolai Noah Noel Norman Oliver Orlando
    Orville Oscar Osmond Oswald Otto Owen Pablo Paddy Paolo Pat Patrick Paul Pedro Percival Percy Pete Peter
    Phil Philip Phillip Phineas Pierre Pyotr Quentin Ralph Ramon Randolph Raoul Raphael Rashid Ray Raymond
    Reginald Reuben Rex Richard Robert Robin Roderick Rodney Roger Roland Ronald Rory Ross Rowland Roy Rudolf
    Rudolph Rufus Rupert Russell Sam Sammy Samson Samuel Saul Sebastian Septimus Sergei Seth Sidney Siegfried
    Silas Silvester Simeon Simon Sol Solomon Stanley Stephen Steve Steven Stewart Stuart Sydney Sylvester Ted
    Teddy Terence Thaddeus Theobald Theodore Theophilus Thomas Tim Timothy Titus Tobias Toby Tom Tommy Tony
    Tristram Ulysses Uriah Valentine Vernon Victor Vincent Virgil Vladimir Wallace Walter Warren Washington
    Wilbur Wilfred Wilfrid Wilhelm Will William Willie Willy Wilmot Winston Zachary
    """
)

FEMALE_NAMES = words(
    """
    Abigail Ada Adela Adelaide Adele Adeline Adèle Agatha Agnes Alice Alicia Alma Althea Amanda Amelia Amy
    Anastasia Angela Angelina Anita Ann Anna Annabel Anne Annette Annie Antoinette Antonia April Arabella Audrey
    Augusta Aurora Barbara Beatrice Becky Belinda Bella Belle Bernice Bertha Bess Bessie Bessy Beth Betsey Betsy
    Betty Biddy Blanche Brenda Bridget Camilla Carmen Carol Caroline Carrie Catharine Catherine Cathy Cecilia
    Cecily Celeste Celestine Celia Charity Charlotte Chloe Christina Christine Cissy Clara Clare Clarissa
    Claudia Clementina Clementine Constance Cora Cordelia Cornelia Daisy Daphne Deborah Delia Delphine Diana
    Dinah Dolly Dora Dorcas Doris Dorothea Dorothy Edith Edna Effie Eileen Elaine Eleanor Eleanora Elinor
    Elisabeth Eliza Elizabeth Ella Ellen Ellie Elsa Elsie Elvira Emilia Emily Emma Emmeline Enid Ernestine
    Estella Esther Ethel Etta Eugenia Eugenie Eunice Eva Evangeline Eve Evelina Evelyn Evie Faith Fannie Fanny
    Fay Felicia Felicity Fidelia Flora Florence Flossie Frances Francesca Freda Frieda Geneva Genevieve
    Georgiana Georgina Geraldine Gertrude Gladys Grace Greta Gretchen Gwen Gwendolen Gwendolyn Hannah Harriet
    Harriett Hatty Hazel Helen Helena Henrietta Hermia Hermione Hester Hetty Hilda Honora Hope Hortense Hyacinth
    Ida Imogen Inez Irene Iris Isabel Isabella Isabelle Isobel Ivy Jane Janet Janie Jean Jeanne Jemima Jennie
    Jenny Jessica Jessie Joan Joanna Josephine Josie Joyce Juanita Judith Judy Julia Juliana Julie Juliet June
    Justine Kate Katharine Katherine Kathleen Katie Katy Kitty Laura Lavinia Leah Lena Lenora Leonora Letitia
    Letty Lidia Lilian Lily Linda Lizzie Lizzy Lois Lola Lottie Lotty Louisa Louise Lucia Lucilla Lucille
    Lucinda Lucretia Lucy Lulu Lydia Mabel Madeleine Madeline Madge Mag Maggie Maisie Mamie Marcella Marcia
    Margaret Margery Margot Marguerite Maria Marian Marianne Marie Marina Marion Marjorie Martha Mary Mathilda
    Matilda Mattie Maud Maude Mavis May Meg Melanie Melissa Mercy Michelle Mildred Millicent Millie Milly Mina
    Minerva Minna Minnie Miranda Miriam Moll Mollie Molly Mona Monica Muriel Myra Myrtle Nan Nancy Nanny Naomi
    Natalie Nathalie Nell Nellie Nelly Netta Nettie Nina Nora Norah Octavia Olga Olive Olivia Ophelia Pamela
    Patience Patricia Patty Paula Paulina Pauline Pearl Peg Peggy Penelope Philippa Phoebe Phyllis Polly Portia
    Priscilla Prudence Rachel Rebecca Regina Rhoda Rita Roberta Rosa Rosalie Rosalind Rosamond Rosamund Rosanna
    Rose Roseanna Rosemary Rosetta Rosie Rosina Rowena Roxana Ruby Ruth Sabina Sadie Sal Sally Salome Sara Sarah
    Selina Serena Sibyl Sissy Sonia Sophia Sophie Sophy Stella Susan Susanna Susannah Susie Suzanne Sybil Sylvia
    Tabitha Tess Tessa Thelma Theodora Theresa Therese Tilly Tina Trudy Una Ursula Vanessa Vera Veronica
    Victoria Viola Violet Virginia Vivian Wanda Wilhelmina Winifred Winnie Yvonne Zoe Zora
    """
)

_SHORT = """
    Abe: Abraham; Alec: Alexander; Alex: Alexander Alexandra; Algy: Algernon; Andy: Andrew;
    Annie: Ann Anna Anne; Archie: Archibald; Arty: Arthur; Bab: Barbara; Barney: Barnaby Bernard;
    Becky: Rebecca; Bell: Isabella; Bella: Arabella Isabella; Ben: Benjamin; Bert: Albert Herbert;
    Bertie: Albert Bertram Herbert; Bess: Elizabeth; Bessie: Elizabeth; Bessy: Elizabeth; Beth: Elizabeth;
    Betsey: Elizabeth; Betsy: Elizabeth; Betty: Elizabeth; Bill: William; Billy: William; Bob: Robert;
    Bobby: Robert; Carrie: Caroline; Cathy: Catherine; Charley: Charles; Charlie: Charles; Chris: Christopher;
    Cissy: Cecilia; Connie: Constance; Dan: Daniel; Danny: Daniel; Dave: David; Davy: David; Dick: Richard;
    Dolly: Dorothea Dorothy; Dora: Dorothea Theodora; Ed: Edmund Edward Edwin; Eddie: Edward; Effie: Euphemia;
    Eliza: Elizabeth; Ellie: Eleanor Ellen; Elsie: Elizabeth Elspeth; Emmy: Amelia Emily Emma; Evie: Eva Evelyn;
    Fan: Frances; Fanny: Frances; Flo: Florence; Frank: Francis Franklin; Fred: Alfred Frederick;
    Freddie: Frederick; Freddy: Frederick; Georgie: George Georgiana; Georgy: George; Gus: Augustus;
    Hal: Harold Henry; Harry: Harold Henry; Hatty: Harriet; Hetty: Henrietta Hester; Jack: John; Jake: Jacob;
    Jem: James Jeremy; Jenny: Jane Jennifer; Jerry: Gerald Jeremiah; Jim: James; Jimmy: James;
    Jo: Joseph Josephine; Joe: Joseph; Johnny: John; Josh: Joshua;
    Kate: Catharine Catherine Katharine Katherine; Katie: Catherine Katherine; Kit: Christopher;
    Kitty: Catharine Catherine Katherine; Larry: Laurence Lawrence; Laurie: Laurence; Letty: Letitia;
    Lillie: Lilian; Lily: Lilian; Liz: Elizabeth; Liza: Elizabeth; Lizzie: Elizabeth; Lizzy: Elizabeth;
    Lottie: Charlotte; Lou: Louis Louisa; Madge: Margaret; Mag: Margaret; Maggie: Margaret; Mamie: Mary;
    Mat: Matthew; Matt: Matthew; Mattie: Martha Matilda; Matty: Martha Matilda; May: Mary; Meg: Margaret;
    Mick: Michael; Mike: Michael; Milly: Emily Mildred; Minnie: Minerva Wilhelmina; Moll: Mary; Molly: Mary;
    Nan: Ann Anne; Nancy: Ann Anne; Nat: Nathaniel; Ned: Edmund Edward; Nell: Eleanor Ellen Helen;
    Nellie: Eleanor Ellen Helen; Nelly: Eleanor Ellen Helen; Nick: Nicholas; Pat: Patricia Patrick;
    Patty: Martha Patricia; Peg: Margaret; Peggy: Margaret; Pete: Peter; Phil: Philip Phillip; Polly: Mary;
    Rob: Robert; Rosy: Rosamond Rose; Sal: Sarah; Sally: Sarah; Sam: Samson Samuel; Sammy: Samuel;
    Sandy: Alexander; Sissy: Cecilia; Sophy: Sophia; Sue: Susan; Susie: Susan; Ted: Edward Theodore;
    Teddy: Edward Theodore; Tim: Timothy; Tom: Thomas; Tommy: Thomas; Tony: Anthony; Will: William;
    Willie: William; Willy: William; Winnie: Winifred
"""
SHORT_FORMS = {entry.split(":")[0].strip(): words(entry.split(":")[1]) for entry in _SHORT.split(";")}
"""Short forms and the names they may stand for."""

MALE_TITLES = words(
    """
    Abbé Archbishop Baron Bishop Brother Count Daddy Don Duke Earl Emperor Esquire Father Friar Grandfather
    Grandpa Herr King Lord M Marquis Master Messrs Mister Mons Monsieur Mr Mynheer Padre Papa Pope Prince Rabbi
    Senor Señor Signor Sir Squire Uncle
    """
)

FEMALE_TITLES = words(
    """
    Aunt Auntie Baroness Countess Dame Donna Duchess Frau Fräulein Grandma Grandmother Granny Lady Madam Madame
    Mademoiselle Mamma Marchioness Miss Missus Mlle Mme Mother Mrs Ms Nurse Princess Queen Senora Señora Signora
    Signorina Sister
    """
)

TITLES = words(
    """
    Admiral Canon Capt Captain Col Colonel Commissioner Commodore Comrade Constable Consul Corporal Cousin
    Deacon Dean Detective Doctor Dr Elder Gen General Governor Hon Inspector Judge Justice Lieut Lieutenant Lt
    Major Marshal Mayor Old Parson President Private Prof Professor Rev Reverend Saint Senator Sergeant Sheriff
    Superintendent Vicar
    """
)

GIVEN_TITLES = words(
    """
    Aunt Auntie Brother Cousin Don Donna Father Friar King Master Mother Old Prince Princess Queen Sir Sister
    Uncle
    """
)
"""Titles that go with a given name more often than with a family name."""

ALL_TITLES = MALE_TITLES | FEMALE_TITLES | TITLES
